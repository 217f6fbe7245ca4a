"""Sound and film of others: a list of other files is none, whoever sends it."""

import http.server
import io
import threading
import wave

import numpy as np
import pytest

from generation.interfaces import FREE, MusicRequest
from generation.provider_errors import Unusable
from generation.providers import moving_media, validation
from projects.media import decoding


@pytest.fixture
def listener():
    """A server that remembers who asked it for what; its address is `listener.url`."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args): ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.url = asked, f"http://127.0.0.1:{server.server_port}/secret"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def lists(url):
    """Files that are nothing but the address of another file, as decoders know them."""
    return {
        "playlist": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}.ts\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile '{url}.wav'\n",
        "description": f"v=0\no=- 0 0 IN IP4 ::\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\na={url}",
        "manifest": f'<?xml version="1.0"?><MPD><Period><BaseURL>{url}</BaseURL></Period></MPD>',
    }


KINDS = list(lists(""))
ASKED = MusicRequest(mood="calm", duration_ms=2000)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "look",
    [
        lambda data: validation.speech(data, FREE),
        lambda data: moving_media.music(data, ASKED, FREE),
        lambda data: moving_media.clip(data, FREE),
    ],
    ids=["voice", "music", "clip"],
)
def test_a_provider_that_sends_a_list_of_files_sends_nothing(listener, look, kind):
    with pytest.raises(Unusable):
        look(lists(listener.url)[kind].encode())
    assert listener.asked == []


def wav(rate=48000, ms=500, channels=1):
    out = io.BytesIO()
    with wave.open(out, "wb") as clip:
        clip.setnchannels(channels)
        clip.setsampwidth(2)
        clip.setframerate(rate)
        wanted = np.sin(np.arange(rate * ms // 1000) * 440 * 2 * np.pi / rate) * 9000
        clip.writeframes(np.repeat(wanted.astype("<i2"), channels).tobytes())
    return out.getvalue()


def test_sound_of_any_usual_rate_comes_as_ours():
    with decoding.opened(wav(22050, channels=2), decoding.SOUND) as (container, mime):
        samples = np.concatenate(list(decoding.heard(container)))
    assert (mime, samples.shape[1]) == ("audio/wav", 1)
    assert abs(len(samples) - 24000) < 50


def test_a_rate_at_which_nobody_records_is_refused_before_it_swells():
    with pytest.raises(decoding.Damaged), decoding.opened(wav(8, 9000), decoding.SOUND) as (container, _):
        list(decoding.heard(container))


def test_a_film_is_no_sound_where_only_films_are_wanted():
    with pytest.raises(decoding.Unknown), decoding.opened(wav(), decoding.FILM):
        pass
