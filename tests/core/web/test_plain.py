"""Words in which no database can keep them stop at the door."""

import pytest
from django.test import Client

PARTS = b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n\\ud800\r\n--x--\r\n'


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-7", "base64", "utf-16", "latin-1"])
def test_a_form_that_is_not_utf_8_is_refused(db, charset):
    kind = f"multipart/form-data; boundary=x; charset={charset}"

    assert Client().generic("POST", "/verify/", PARTS, kind).status_code == 400


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=UTF8", "; charset=nonsense"])
def test_a_form_in_utf_8_is_read(db, charset):
    kind = f"multipart/form-data; boundary=x{charset}"

    assert Client().generic("POST", "/verify/", PARTS, kind).status_code == 200
