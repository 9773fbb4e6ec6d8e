// Contact points in one form each: the same steps as alerts/points.py, phones.py and links.py.
// tests/alerts/points.json holds both to the same answers.
"use strict";
// eslint-disable-next-line no-unused-vars
const Points = (() => {
  const LONGEST = 200;
  const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
  const EMAIL = /^[^\s@,;:<>/]+@(?:[^\s@,;:<>/.]+\.)+[^\s@,;:<>/.]{2,}$/u;
  const BARE_ACCOUNT = /^@?[\p{L}\p{N}_.\-]{2,64}$/u;
  const PHONE_LINK = new RegExp(
    "^(?:tel|sms|callto):(?://)?([+\\d][^?]*)" +
      "|^(?:https?://)?(?:www\\.)?wa\\.me/\\+?(\\d{7,15})(?=$|[/?#])" +
      "|^(?:https?://|whatsapp://)?(?:(?:api|web|www)\\.whatsapp\\.com/)?send/?\\?(?:.*&)?phone=(?:\\+|%2b)?(\\d{7,15})" +
      "|^(?:https?://)?(?:t|telegram)\\.me/\\+(\\d{7,15})(?=$|[/?#])",
    "i",
  );
  const PHONE =
    /^(?:(?:tel[eé]fono|tel|cel|celular|phone|whatsapp|whats|wa|n[uú]mero)\.?\s*:?\s*)?(\+?[\d\s().\-\u2010-\u2015/]{3,40}(?:(?:ext|x)\.?\s*\d{1,6})?)$/i;
  const LICENCE =
    /^(?:c[eé]dula(?:\s+profesional)?|ced\.?|bar|licencia|licen[cs]e|eoir)\s*(?:n[oº°]?\.?|n[uú]m(?:ero)?\.?|number|#)?\s*:?\s*([\p{L}\p{N}_\-./ ]*\d[\p{L}\p{N}_\-./ ]*)$/iu;
  const EXTENSION = /\s*(?:ext|extensi[oó]n|x)\.?\s*\d{1,6}$/i;
  const OLD_MEXICAN = /^(?:044|045|01)(?=\d{10}$)/;
  const ABROAD = /^(?:00|011(?=\d{10}))/;
  // Whatever areas Mexico has, as the library of the site knows them: tests/browser/test_check.py compares all.
  const MEXICAN =
    /^(?:2(?:0[01]|2\d|3[1-35-8]|4[13-9]|7[1-689]|8[1-578]|9[467])|3(?:00|1[1-79]|[2458][1-9]|3\d|7[1-8]|9[1-5])|4(?:1[1-57-9]|[267][1-9]|3[1-8]|[45]\d|8[1-35-9]|9[2-689])|5(?:00|[56]\d|88|9[1-79])|6(?:1[2-68]|[2-4][1-9]|5[1-36-9]|6[0-57-9]|7[1-7]|8[67]|9[4-8])|7(?:[1346][1-9]|[27]\d|5[13-9]|8[1-69]|9[17])|8(?:00|1\d|2[13-689]|3[1-6]|4[124-6]|6[1246-9]|7[0-378]|88|9[12479])|9(?:00|1[346-9]|2[1-4]|3[2-46-8]|5[1348]|[69]\d|7[12]|8[1-8]))\d{7}$/;
  const AMERICAN = /^[2-9]\d{2}[2-9]\d{6}$/;
  const SHORT = /^(?:[09]\d\d|[2-8]11|\d{5,6})$/;
  const LINK =
    /^(?:https?:\/\/\S+|www\.\S+|(?:[^\s./?#:@]+\.)+[^\s./?#:@\d]{2,}(?::\d+)?[/?#]\S*|(?:[^\s./?#:@]+\.)+(?:[a-z]{2}|xn--[a-z0-9-]+|com|org|net|info|biz|app|site|online|xyz|shop|store|club|top|live|link|page|dev|gov|edu|mil|int|icu|vip|pro|website|space|click|help|law|legal|support)\.?)$/i;
  const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
  const HOST = /^(?:[^\s./:@]+\.)+[^\s./:@\d]{2,}\.?$/;
  const TRACKING =
    /^(?:utm_.*|fbclid|gclid|igsh|igshid|si|mibextid|_r|_t|ref|share_.*)(?:=|$)/i;
  const NETWORKS = {
    "facebook.com": "facebook", "fb.com": "facebook", "m.me": "facebook", "messenger.com": "facebook",
    "instagram.com": "instagram", "tiktok.com": "tiktok", "t.me": "telegram", "telegram.me": "telegram",
    "twitter.com": "x", "x.com": "x", "youtube.com": "youtube",
  };
  const NAMED = {
    facebook: "facebook", fb: "facebook", messenger: "facebook", instagram: "instagram", ig: "instagram",
    insta: "instagram", tiktok: "tiktok", telegram: "telegram", x: "x", twitter: "x", youtube: "youtube",
  };
  const NOT_ACCOUNTS = new Set(
    ("p reel reels share watch stories hashtag groups events joinchat explore search marketplace photo " +
      "permalink.php story.php video videos tag i home channel playlist shorts c s t login sharer").split(" "),
  );
  const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);

  class BadPoint extends Error {}
  const point = (kind, value, isExact = true) => ({ kind, value, isExact });

  const digit = (sign) => {
    const at = sign.codePointAt(0);
    let zero = at;
    while (at - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(at - zero);
  };
  const plain = (typed) =>
    typed
      .normalize("NFKC")
      .replace(INVISIBLE, "")
      .trim()
      .replace(/(?![0-9])\p{Nd}/gu, digit)
      .replace(/^hxxp/i, "http")
      .replace(/\[\.\]|\(\.\)|\[dot\]/gi, ".")
      .replace(/\s*[[(](?:at|arroba)[\])]\s*/gi, "@");

  const e164 = (digits) => {
    const number = /^521\d{10}$/.test(digits) ? `52${digits.slice(3)}` : digits;
    const own10 = /^(?:52|1)/.exec(number);
    if (number.length < 7 || number.length > 15) throw new BadPoint();
    if (own10 && number.length !== own10[0].length + 10) throw new BadPoint();
    return `+${number}`;
  };
  const phone = (typed) => {
    const said = typed.trim().replace(EXTENSION, "").replaceAll("(0)", "");
    const digits = said.replace(/[^0-9]/g, "");
    if (said.startsWith("+")) return point("phone", e164(digits));
    if (SHORT.test(digits)) return point("phone", digits);
    if (ABROAD.test(digits)) return point("phone", e164(digits.replace(ABROAD, "")));
    const dialled = digits.replace(OLD_MEXICAN, "");
    if (dialled.length > 10 && !dialled.startsWith("0")) return point("phone", e164(dialled));
    if (dialled.length !== 10) throw new BadPoint();
    const isAmerican = dialled === digits && AMERICAN.test(digits) && !MEXICAN.test(digits);
    return point("phone", `+${isAmerican ? "1" : "52"}${dialled}`, false);
  };

  const host = (typed) => {
    const [name, port] = typed.split(":");
    if (!HOST.test(name)) throw new BadPoint();
    let found;
    try {
      found = new URL(`http://${name.replace(/\.+$/, "")}`).hostname;
    } catch {
      throw new BadPoint();
    }
    found = found.replace(/^(?:www|m|mobile|web|es-la|l)\.(?=[^.]+\.)/, "");
    return port && port !== "80" && port !== "443" ? `${found}:${port}` : found;
  };
  const account = (network, path, query) => {
    const number = /[?&]id=(\d+)(?:&|$)/.exec(query);
    const parts = path.replace(/^\/+|\/+$/g, "").split("/");
    if (network === "facebook" && parts[0] === "profile.php") return number && number[1];
    if (network === "facebook" && parts[0] === "people" && parts.length === 3) return parts[2].toLowerCase();
    const name = parts[0].toLowerCase();
    if (NOT_ACCOUNTS.has(name) || !BARE_ACCOUNT.test(name) || (network === "youtube" && !name.startsWith("@"))) {
      return null;
    }
    return name.replace(/^@/, "");
  };
  const link = (typed) => {
    const rest = typed.trim().replace(SCHEME, "").split("#", 1)[0];
    const mark = rest.indexOf("?");
    const address = (mark < 0 ? rest : rest.slice(0, mark)).replaceAll("\\", "/");
    const told = (mark < 0 ? "" : rest.slice(mark + 1)).split("&").filter((each) => each && !TRACKING.test(each));
    const slash = address.indexOf("/");
    const before = slash < 0 ? address : address.slice(0, slash);
    const name = host(before.slice(before.lastIndexOf("@") + 1));
    const path = slash < 0 ? "" : address.slice(slash).replace(/\/+$/, "");
    const query = told.length ? `?${told.join("&")}` : "";
    const network = own(NETWORKS, name);
    const named = network && account(network, path, query);
    if (named) return point("handle", `${network}:${named}`);
    if (network && path === "") throw new BadPoint();
    return point("url", name + path + query);
  };

  const isAccount = (digits) => {
    if (!/^[0-9]+$/.test(digits)) return false;
    if (digits.length === 18) {
      const weighed = [...digits.slice(0, 17)].reduce((sum, d, n) => sum + ((Number(d) * [3, 7, 1][n % 3]) % 10), 0);
      return (10 - (weighed % 10)) % 10 === Number(digits[17]);
    }
    if (digits.length !== 16 && !(digits.length === 15 && /^3[47]/.test(digits))) return false;
    const sum = [...digits].reverse().reduce((total, d, n) => {
      const doubled = Number(d) * (1 + (n % 2));
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    return sum % 10 === 0;
  };
  const hex = async (text) => {
    const hashed = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return [...new Uint8Array(hashed)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const deposits = async (said) => {
    const number = said.toUpperCase().replace(/[^0-9A-Z]/g, "");
    return point("account", `${number.slice(-4)}:${(await hex(`account\n${number}`)).slice(0, 32)}`);
  };
  const licence = (said) => {
    const value = said.toUpperCase().replace(/[^0-9A-Z]/g, "");
    const letters = value.replace(/[0-9]/g, "").length;
    if (value.length < 4 || value.length > 40 || letters * 2 > value.length) throw new BadPoint();
    return point("licence", value);
  };

  const named = (said) => {
    const words = /^([a-z]+)\s*(?::\s*@?|\s@)([\p{L}\p{N}_.\-]{2,64})$/u.exec(said.toLowerCase());
    if (words && own(NAMED, words[1])) return point("handle", `${NAMED[words[1]]}:${words[2]}`);
    const address = said.replace(/^mailto:|\?.*$/gi, "");
    if (EMAIL.test(address)) return point("email", address.toLowerCase());
    if (said.startsWith("@") && BARE_ACCOUNT.test(said)) return point("handle", said.toLowerCase(), false);
    return LINK.test(said) ? link(said) : null;
  };
  const guessed = (said) => {
    const linked = PHONE_LINK.exec(said);
    if (linked) return phone(linked[1] ?? `+${linked.slice(2).find(Boolean)}`);
    const found = named(said);
    if (found) return found;
    const claimed = LICENCE.exec(said);
    if (claimed) return licence(claimed[1]);
    if (isAccount(said.replace(/[\s-]/g, ""))) return deposits(said);
    const number = PHONE.exec(said);
    if (number) return phone(number[1]);
    throw new BadPoint();
  };

  // { kind, value, isExact }. Throws BadPoint for what is no contact point.
  const read = async (typed) => {
    const found = await guessed(plain(typed));
    if (!found.value || found.value.length > LONGEST) throw new BadPoint();
    return found;
  };
  // The keys under which somebody who typed this looks, the exact one first.
  const asked = async (typed) => {
    const { kind, value, isExact } = await read(typed);
    if (kind === "handle" && isExact) {
      return [`handle:${value}`, `handle:any:${value.slice(value.indexOf(":") + 1)}`];
    }
    if (kind === "url") return [...new Set([`url:${value}`, `url:${value.split(/[/?]/, 1)[0]}`])];
    if (kind === "phone" && !isExact) {
      return [`phone:${value}`, `phone:${neighbour(value)}`, `phone:${value.slice(-10)}`];
    }
    return [`${kind}:${value}`];
  };
  // The phone numbers that are looked up, one for each of the first keys: two where no country was said.
  const phones = async (typed) => {
    const { kind, value, isExact } = await read(typed);
    if (kind !== "phone" || !value.startsWith("+")) return [];
    return (isExact ? [value] : [value, neighbour(value)]).map(spaced);
  };
  const spaced = (value) => value.replace(/^\+(52|1)(\d{3})(\d{3})(\d{4})$/, "+$1 $2 $3 $4");
  const neighbour = (value) => `+${value.startsWith("+52") ? "1" : "52"}${value.slice(-10)}`;
  const digest = (key, salt) => hex(`${salt}\n${key}`);

  return { BadPoint, read, asked, phones, digest };
})();
