"""Script files as people have them: which bytes are text, and in which encoding."""

from charset_normalizer import from_bytes

from generation.provider_errors import Rejected
from generation.text.scripts import final_draft, reading

MOST_BYTES = 2_000_000
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Encodings that subtitle and text files without a mark are found in; any other guess is a bad one.
_USUAL = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("iso8859_2", "iso8859_15", "koi8_r", "koi8_u", "mac_roman"),
    *("gb18030", "big5", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949", "cp874", "tis_620"),
)


def text_of(data: bytes) -> str:
    """The text of a script's file. Rejected for other files, and for text whose letters nobody can tell."""
    if len(data) > MOST_BYTES:
        raise Rejected("The file is larger than 2 MB: a script is smaller.")
    reading.check_is_text(data[:64].decode("latin-1"))
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    if b"\x00" in data:
        raise Rejected("This is no text file. Save the script as plain text.")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _guessed(data)


def readable(text: str) -> str:
    """The script as people can read and edit it: Final Draft's XML as Fountain, any other as it is."""
    return final_draft.as_fountain(text) if final_draft.looks_like(text) else text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Rejected(
            f"The file says that it is {encoding.upper()}, but it is not. Save it as UTF-8."
        ) from None


def _guessed(data: bytes) -> str:
    found = from_bytes(data, cp_isolation=list(_USUAL)).best()
    text = str(found) if found is not None else ""
    if not text.strip() or "\ufffd" in text:
        raise Rejected("The letters of this file cannot be told. Save it as UTF-8 text.")
    return text
