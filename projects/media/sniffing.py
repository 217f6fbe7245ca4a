"""What a file of sound or film is, by how it begins: behind tags, junk and whatever a recorder left there."""

# (where, the bytes that stand there, the one demuxer that may read it, its MIME type)
MAGIC = (
    (4, b"ftyp", "mp4", "video/mp4"),
    (4, b"moov", "mp4", "video/mp4"),  # QuickTime from before there was "ftyp"
    *((4, atom, "mp4", "video/mp4") for atom in (b"wide", b"free", b"skip", b"mdat", b"pnot")),
    (0, b"\x1a\x45\xdf\xa3", "matroska", "video/webm"),
    (8, b"AVI ", "avi", "video/x-msvideo"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf", "video/x-ms-asf"),
    (0, b"FLV\x01", "flv", "video/x-flv"),
    (0, b"\x00\x00\x01\xba", "mpeg", "video/mpeg"),
    (0, b"GIF8", "gif", "image/gif"),
    (8, b"WAVE", "wav", "audio/wav"),  # RIFF, RF64 and BW64
    (0, b"riff\x2e\x91\xcf\x11", "w64", "audio/x-w64"),
    (8, b"AIFF", "aiff", "audio/aiff"),
    (8, b"AIFC", "aiff", "audio/aiff"),
    (0, b"caff", "caf", "audio/x-caf"),
    (0, b"#!AMR", "amr", "audio/amr"),
    (0, b".snd", "au", "audio/basic"),
    (0, b"fLaC", "flac", "audio/flac"),
    (0, b"OggS", "ogg", "audio/ogg"),
    (0, b"wvpk", "wv", "audio/x-wavpack"),
    (0, b"MAC ", "ape", "audio/x-ape"),
)
# How far into a file its beginning is looked for, behind tags and whatever a recorder left there.
HEAD_BYTES = 64 * 1024
_MOST_TAGS = 4


def sniffed(file):
    """(demuxer, MIME type, where it begins behind tags) of an open file; ("", "", 0) for nothing known."""
    start = 0
    for _ in range(_MOST_TAGS):
        file.seek(start)
        head = file.read(HEAD_BYTES)
        tag = _tag_bytes(head)
        if not tag:
            break
        start += tag
    known = _named(head) or _packets(head) or _frames(head)
    return *(known or (("mp3", "audio/mpeg") if start else ("", ""))), start


def _named(head):
    if head[:4] == b"RIFX":  # a WAV whose bytes are the other way round, which FFmpeg plays as noise
        return None
    return next(
        ((name, mime) for at, magic, name, mime in MAGIC if head[at : at + len(magic)] == magic), None
    )


def _tag_bytes(head):
    """How long the ID3v2 or APE tag is that a file begins with; 0 without one."""
    if head[:3] == b"ID3" and len(head) > 10:
        size = 0
        for byte in head[6:10]:
            size = size << 7 | byte & 127
        return 10 + size + (10 if head[5] & 16 else 0)
    if head[:8] == b"APETAGEX" and len(head) > 32:
        return 32 + int.from_bytes(head[12:16], "little")
    return 0


def _packets(head):
    """A transport stream, as cameras and recorders of broadcasts write it: packets of 188 or 192 bytes."""
    for first, step in ((0, 188), (4, 192)):
        if len(head) > 4 * step and all(head[first + step * index] == 0x47 for index in range(4)):
            return "mpegts", "video/mp2t"
    return None


def _frames(head):
    """MPEG sound without a file around it: three frames in a row, wherever the first one begins."""
    at = head.find(b"\xff")
    while at >= 0:
        for length, found in ((_mpeg_length, ("mp3", "audio/mpeg")), (_adts_length, ("aac", "audio/aac"))):
            if _row(head, at, length):
                return found
        at = head.find(b"\xff", at + 1)
    return None


def _row(head, at, length):
    """Whether three frames follow each other; one that opens the file may be cut off or the last."""
    opens = at == 0
    for _ in range(3):
        if at >= len(head) - 6:
            return opens
        size = length(head[at : at + 6])
        if not size:
            return False
        at += size
    return True


# Thousands of bits a second: MPEG-1 layers 1 to 3, and MPEG-2 and 2.5 layer 1, layers 2 and 3.
_BITRATES = {
    (1, 1): (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}


def _mpeg_length(header):
    """Bytes of an MPEG-1, 2 or 2.5 frame by its header (ISO/IEC 11172-3 and 13818-3); 0 if it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, 4 - (header[1] >> 1 & 3)
    rate, bits = header[2] >> 2 & 3, header[2] >> 4
    if version == 1 or layer == 4 or rate == 3 or bits in (0, 15):
        return 0
    hertz = (44100, 48000, 32000)[rate] >> {3: 0, 2: 1, 0: 2}[version]
    kilobits = _BITRATES[1 if version == 3 else 2, layer if version == 3 else min(layer, 2)][bits]
    padding = header[2] >> 1 & 1
    if layer == 1:
        return (12000 * kilobits // hertz + padding) * 4
    return (72000 if layer == 3 and version != 3 else 144000) * kilobits // hertz + padding


def _adts_length(header):
    """Bytes of an AAC frame by its ADTS header; 0 if it is none."""
    if len(header) < 6 or header[0] != 0xFF or header[1] & 0xF6 != 0xF0 or header[2] >> 2 & 15 > 12:
        return 0
    size = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
    return size if size > 7 else 0
