// The picture on the paper leads here with the code behind the "#", which browsers send to nobody.
"use strict";
const typed = document.getElementById("code");
if (typed && !typed.value && location.hash.length > 1) {
  typed.value = decodeURIComponent(location.hash.slice(1));
  typed.focus();
}
