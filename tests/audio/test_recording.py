"""Recordings: any format to 16 kHz chunks, each side on its own, and a plain word on what is wrong with a file."""

import struct
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.audio import CHUNK_SAMPLES, SAMPLE_RATE
from assistant.audio.recording import Me, Recording, open_recording
from assistant.errors import AudioError
from assistant.events import Speaker

NAMES = ("a.wav", "a.flac", "a.mp3", "a.m4a", "a.ogg", "a.webm", "a.mp4", "a.aac")
CODECS = {"wav": "pcm_s16le", "flac": "flac", "mp3": "libmp3lame", "m4a": "aac", "ogg": "libopus", "webm": "libopus"}
CODECS |= {"mp4": "aac", "aac": "aac"}


def tone(hertz, seconds, rate, level=10_000.0):
    return level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def write(path, channels, rate=48_000, layout=None, codec=None, **options):
    """A recording of `channels`, each an array at `rate`; `layout` as FFmpeg names it."""
    layout = layout or {1: "mono", 2: "stereo"}[len(channels)]
    samples = np.round(np.stack(channels)).clip(-32_768, 32_767).astype(np.int16)
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec or CODECS[path.suffix[1:]], rate=rate, layout=layout)
        resampler = av.AudioResampler(
            stream.codec_context.format, layout, rate, frame_size=stream.codec_context.frame_size or 1_024
        )
        frame = av.AudioFrame.from_ndarray(samples.T.reshape(1, -1), format="s16", layout=layout)
        frame.sample_rate, frame.pts = rate, 0
        for part in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
    return path


def wav(channels=2, rate=16_000, bits=16, data=b"", size=None, form=1):
    """The bytes of a wav file whose header says what it is told to say."""
    align = channels * bits // 8
    fmt = struct.pack("<HHIIHH", form, channels & 0xFFFF, rate, min(rate * align, 0xFFFFFFFF), align & 0xFFFF, bits)
    size = len(data) if size is None else size
    body = b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", min(len(body), 0xFFFFFFFF)) + body


def heard(recording: Recording):
    """Each speaker's sound, joined."""
    parts = {speaker: [] for speaker in recording.speakers}
    for chunk in recording.chunks():
        parts[chunk.speaker].append(chunk.samples)
    return {speaker: np.concatenate(each) for speaker, each in parts.items()}


def level(samples):
    """Root mean square of the middle, where neither end has an edge."""
    inner = samples[2_000:-2_000].astype(float)
    return float(np.sqrt(np.mean(inner**2)))


def pitch(samples):
    inner = samples[2_000:-2_000].astype(float)
    spectrum = np.abs(np.fft.rfft(inner * np.hanning(len(inner))))
    return int(spectrum.argmax()) * SAMPLE_RATE / len(inner)


class TestChannels:
    @pytest.mark.parametrize("name", NAMES)
    def test_the_left_channel_is_the_callers_in_every_format(self, tmp_path, name):
        """The caller's 500 Hz come from the left, the other side's 1200 Hz from the right, at their level."""
        file = write(tmp_path / name, [tone(500, 2, 48_000), tone(1_200, 2, 48_000)])
        recording = open_recording(file)
        sound = heard(recording)
        assert recording.speakers == (Speaker.ME, Speaker.THEM)
        assert recording.complaint is None
        assert recording.seconds == pytest.approx(2, abs=0.15)
        assert pitch(sound[Speaker.ME]) == pytest.approx(500, abs=2)
        assert pitch(sound[Speaker.THEM]) == pytest.approx(1_200, abs=2)
        for samples in sound.values():
            assert level(samples) == pytest.approx(7_071, rel=0.1)
            assert len(samples) / SAMPLE_RATE == pytest.approx(2, abs=0.05)

    def test_me_right_swaps_the_channels(self, tmp_path):
        file = write(tmp_path / "a.wav", [tone(500, 1, 16_000), tone(1_200, 1, 16_000)], 16_000)
        left, right = heard(open_recording(file)), heard(open_recording(file, Me.RIGHT))
        assert np.array_equal(left[Speaker.ME], right[Speaker.THEM])
        assert np.array_equal(left[Speaker.THEM], right[Speaker.ME])

    def test_me_mixed_is_the_average_of_both_and_nobodys(self, tmp_path):
        left, right = tone(500, 1, 16_000), tone(1_200, 1, 16_000)
        file = write(tmp_path / "a.wav", [left, right], 16_000)
        sound = heard(open_recording(file, Me.MIXED))
        assert list(sound) == [None]
        assert np.abs(sound[None] - (left + right) / 2).max() <= 1

    @pytest.mark.parametrize("me", Me)
    def test_one_channel_is_nobodys(self, tmp_path, me):
        file = write(tmp_path / "a.wav", [tone(500, 1, 16_000)], 16_000)
        recording = open_recording(file, me)
        assert recording.speakers == (None,)
        assert pitch(heard(recording)[None]) == pytest.approx(500, abs=2)

    @pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.m4a", "a.ogg"])
    def test_two_channels_of_one_sound_are_one_channel(self, tmp_path, name):
        """A phone that writes one microphone into both channels does not tell who speaks."""
        both = np.concatenate([np.zeros(24_000), tone(500, 2, 48_000) * np.linspace(0, 1, 96_000)])
        file = write(tmp_path / name, [both, both])
        assert open_recording(file).speakers == (None,)

    def test_two_silent_channels_stay_two(self, tmp_path):
        file = write(tmp_path / "a.wav", [np.zeros(16_000)] * 2, 16_000)
        assert open_recording(file).speakers == (Speaker.ME, Speaker.THEM)

    @pytest.mark.parametrize(("layout", "count"), [("3.0", 3), ("quad", 4), ("5.1", 6), ("7.1", 8)])
    def test_of_more_channels_the_front_left_and_right_are_taken(self, tmp_path, layout, count):
        channels = [tone(400 * (number + 1), 1, 48_000) for number in range(count)]
        file = write(tmp_path / "a.wav", channels, layout=layout)
        sound = heard(open_recording(file))
        assert pitch(sound[Speaker.ME]) == pytest.approx(400, abs=2)
        assert pitch(sound[Speaker.THEM]) == pytest.approx(800, abs=2)


class TestTheClock:
    def test_the_chunks_take_turns_and_are_gapless(self, tmp_path):
        rate = 44_100
        file = write(tmp_path / "a.wav", [tone(500, 1.03, rate), tone(1_200, 1.03, rate)], rate)
        chunks = list(open_recording(file).chunks())
        assert [chunk.speaker for chunk in chunks] == [Speaker.ME, Speaker.THEM] * (len(chunks) // 2)
        for speaker in (Speaker.ME, Speaker.THEM):
            mine = [chunk for chunk in chunks if chunk.speaker is speaker]
            assert {len(chunk.samples) for chunk in mine[:-1]} == {CHUNK_SAMPLES}
            assert 0 < len(mine[-1].samples) <= CHUNK_SAMPLES
            assert [chunk.start for chunk in mine] == [n * CHUNK_SAMPLES / SAMPLE_RATE for n in range(len(mine))]
            assert all(chunk.samples.dtype == np.int16 and chunk.samples.ndim == 1 for chunk in mine)

    @pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000])
    def test_both_channels_keep_the_time_of_a_click(self, tmp_path, rate):
        """A click at 0.5 s stays there, in both channels to the sample, whatever the rate was."""
        click = np.zeros(rate)
        click[rate // 2] = 20_000
        file = write(tmp_path / "a.wav", [click, -click], rate)
        sound = heard(open_recording(file))
        peaks = [int(np.abs(samples.astype(int)).argmax()) for samples in sound.values()]
        assert peaks == [8_000, 8_000]

    def test_16_khz_comes_through_untouched(self, tmp_path):
        rng = np.random.default_rng(0)
        channels = rng.integers(-32_768, 32_767, (2, 5_000))
        file = write(tmp_path / "a.flac", list(channels), 16_000)
        sound = heard(open_recording(file))
        assert np.array_equal(np.stack(list(sound.values())), channels)

    def test_it_can_be_read_twice(self, tmp_path):
        file = write(tmp_path / "a.ogg", [tone(500, 1, 48_000), tone(900, 1, 48_000)])
        recording = open_recording(file)
        first, second = heard(recording), heard(recording)
        assert all(np.array_equal(first[speaker], second[speaker]) for speaker in first)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(samples=st.integers(2, 6_000), rate=st.sampled_from([8_000, 11_025, 16_000, 32_000, 48_000]))
    def test_every_length_comes_out_whole(self, tmp_path, samples, rate):
        """n samples at any rate become n * 16000 / rate, within one."""
        file = tmp_path / "n.wav"
        file.write_bytes(wav(1, rate, data=np.full(samples, 500, np.int16).tobytes()))
        assert abs(len(heard(open_recording(file))[None]) - samples * SAMPLE_RATE / rate) <= 1


class TestQuality:
    @pytest.mark.parametrize("rate", [8_000, 44_100, 48_000, 96_000])
    @pytest.mark.parametrize("hertz", [300, 1_000, 3_400, 7_000])
    def test_speech_keeps_its_pitch_and_level(self, tmp_path, rate, hertz):
        if hertz >= rate / 2:
            hertz = 3_600
        file = write(tmp_path / "a.wav", [tone(hertz, 1, rate)], rate)
        sound = heard(open_recording(file))[None]
        assert pitch(sound) == pytest.approx(hertz, abs=2)
        assert 20 * np.log10(level(sound) / 7_071) == pytest.approx(0, abs=0.1)

    @pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
    @pytest.mark.parametrize("hertz", [8_500, 10_000, 15_000, 20_000])
    def test_what_16_khz_cannot_carry_is_gone(self, tmp_path, rate, hertz):
        """A tone above 8 kHz would come back as another pitch; it is 60 dB down at least."""
        file = write(tmp_path / "a.wav", [tone(hertz, 1, rate)], rate)
        assert level(heard(open_recording(file))[None]) < 7_071 / 1_000

    def test_every_sample_format_has_full_scale(self, tmp_path):
        """8 bit, 16, 24, 32, float and double say the same level."""
        for codec in ("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"):
            file = write(tmp_path / f"{codec}.wav", [tone(1_000, 0.5, 16_000)], 16_000, codec=codec)
            assert level(heard(open_recording(file))[None]) == pytest.approx(7_071, rel=0.01), codec


def refusal(path):
    with pytest.raises(AudioError) as caught:
        list(open_recording(path).chunks())
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


class TestBadInput:
    def test_a_missing_file(self, tmp_path):
        assert refusal(tmp_path / "no.wav") == "there is no such file: check the name"

    def test_a_folder(self, tmp_path):
        assert refusal(tmp_path) == "this is a folder: give one recording"

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such device")
    def test_a_device_is_not_read_for_ever(self):
        assert refusal(Path("/dev/zero")) == "this is not a file: give one recording"

    def test_an_empty_file(self, tmp_path):
        (tmp_path / "a.wav").touch()
        assert refusal(tmp_path / "a.wav") == "the file is empty: record or copy it again"

    @pytest.mark.parametrize("text", ["Dear Jordan,\n" * 200, "#EXTM3U\n#EXTINF:5,\nb.wav\n#EXT-X-ENDLIST\n", "x"])
    def test_a_text_named_wav(self, tmp_path, text):
        """Playlists among them, which would name other files and addresses."""
        (tmp_path / "a.wav").write_text(text)
        write(tmp_path / "b.wav", [tone(500, 1, 16_000)], 16_000)
        assert refusal(tmp_path / "a.wav") == (
            "this is no recording that can be read: give wav, flac, mp3, m4a, ogg, webm or mp4"
        )

    def test_a_wav_without_samples(self, tmp_path):
        (tmp_path / "a.wav").write_bytes(wav())
        assert refusal(tmp_path / "a.wav").startswith("there is no sound in this file")

    def test_a_film_without_sound(self, tmp_path):
        with av.open(str(tmp_path / "a.mp4"), "w") as container:
            stream = container.add_stream("mpeg4", rate=10)
            stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
            for _ in range(5):
                container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
            container.mux(stream.encode(None))
        assert refusal(tmp_path / "a.mp4") == ("there is no sound in this file: choose a recording with an audio track")

    def test_noise_bytes_of_any_name(self, tmp_path):
        noise = np.random.default_rng(0).integers(0, 256, 100_000, np.uint8).tobytes()
        for name in NAMES:
            (tmp_path / name).write_bytes(noise)
            assert refusal(tmp_path / name)

    def test_more_planes_than_pyav_can_count(self, tmp_path):
        """7.1 in aac has as many as it can, 16 channels more: read and refused, where PyAV alone would crash."""
        channels = [tone(400 * (number + 1), 1, 48_000) for number in range(8)]
        sound = heard(open_recording(write(tmp_path / "a.m4a", channels, layout="7.1")))
        assert [pitch(samples) for samples in sound.values()] == pytest.approx([400, 800], abs=2)
        many = write(tmp_path / "b.m4a", [tone(400, 1, 48_000)] * 16, layout="hexadecagonal")
        assert refusal(many) == "it claims 16 channels, and at most 8 can be read: record or export it again"

    def test_an_m4a_cut_before_its_index(self, tmp_path):
        file = write(tmp_path / "a.m4a", [tone(500, 3, 48_000)])
        file.write_bytes(file.read_bytes()[:-4_000])
        assert refusal(file) == "the recording is cut off or damaged: copy or export it again"

    @pytest.mark.parametrize(
        ("channels", "rate"), [(2, 4_000_000_000), (2, 1), (2, 0), (0, 16_000), (200, 16_000), (65_535, 16_000)]
    )
    def test_a_header_with_absurd_numbers(self, tmp_path, channels, rate):
        """Neither memory nor time goes into them."""
        (tmp_path / "a.wav").write_bytes(wav(channels, rate, data=bytes(200_000)))
        assert refusal(tmp_path / "a.wav")

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(name=st.sampled_from(NAMES), seed=st.integers(0, 2**32), cut=st.floats(0.02, 1))
    @example(name="a.webm", seed=362879, cut=1.0)  # its codec's name is damaged
    def test_a_damaged_file_is_read_or_refused(self, files, tmp_path, name, seed, cut):
        """Whatever bytes are wrong: an AudioError, or chunks of what is there, not much longer than it was."""
        rng = np.random.default_rng(seed)
        data = bytearray(files[name])
        for place in rng.integers(0, len(data), 40):
            data[place] = rng.integers(256)
        file = tmp_path / name
        file.write_bytes(data[: max(1, int(len(data) * cut))])
        try:
            sound = heard(open_recording(file))
        except AudioError as error:
            assert "\n" not in str(error)
        else:
            assert all(len(samples) < 1_300 * SAMPLE_RATE for samples in sound.values())


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """One recording of four seconds in each format: name to bytes."""
    folder = tmp_path_factory.mktemp("files")
    rng = np.random.default_rng(2)
    channels = [rng.normal(scale=2_000, size=4 * 48_000) for _ in range(2)]
    return {name: write(folder / name, channels, movflags="faststart").read_bytes() for name in NAMES}


class TestComplaints:
    @pytest.mark.parametrize("name", [name for name in NAMES if name not in ("a.aac",)])
    def test_a_file_that_is_cut_is_read_and_told(self, files, tmp_path, name):
        """Half a file is half a call, and the user hears of it; raw aac alone has no length to fall short of."""
        file = tmp_path / name
        file.write_bytes(files[name][: len(files[name]) // 2])
        recording = open_recording(file)
        sound = heard(recording)
        assert 1.5 < len(sound[Speaker.ME]) / SAMPLE_RATE < 2.5
        assert recording.complaint is not None
        assert recording.complaint.startswith(f"{file}: the recording ends early: ")
        assert "\n" not in recording.complaint

    def test_it_says_how_much_is_there(self, files, tmp_path):
        file = tmp_path / "a.wav"
        file.write_bytes(files["a.wav"][: 44 + 48_000 * 4])
        recording = open_recording(file)
        list(recording.chunks())
        assert recording.complaint == f"{file}: the recording ends early: 1.0 of its 4.0 seconds are there"

    def test_a_whole_file_has_no_complaint(self, files, tmp_path):
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
            recording = open_recording(tmp_path / name)
            list(recording.chunks())
            assert recording.complaint is None

    def test_a_wav_written_to_a_pipe_has_no_length_to_fall_short_of(self, tmp_path):
        data = np.full(16_000, 500, np.int16).tobytes()
        for size in (0xFFFFFFFF, 0):
            (tmp_path / "a.wav").write_bytes(wav(1, data=data, size=size))
            recording = open_recording(tmp_path / "a.wav")
            assert len(heard(recording)[None]) == 16_000
            assert recording.complaint is None

    @pytest.mark.parametrize("name", ["a.m4a", "a.mp3", "a.ogg", "a.aac"])
    def test_damage_in_the_middle_costs_only_itself(self, files, tmp_path, name):
        """The clock goes on: what comes after the damage keeps its time, and the user hears of it.

        Not so in webm, whose reader goes on at the next cluster, seconds later.
        """
        data = bytearray(files[name])
        middle = len(data) // 2
        data[middle : middle + 600] = np.random.default_rng(1).integers(0, 256, 600, np.uint8).tobytes()
        file = tmp_path / name
        file.write_bytes(data)
        recording = open_recording(file)
        sound = heard(recording)
        assert len(sound[Speaker.ME]) / SAMPLE_RATE == pytest.approx(4, abs=0.15)
        assert recording.complaint is not None
        assert "damaged piece" in recording.complaint or "taken as silence" in recording.complaint

    def test_a_silent_recording_is_told(self, tmp_path):
        file = write(tmp_path / "a.wav", [np.zeros(16_000)] * 2, 16_000)
        recording = open_recording(file)
        list(recording.chunks())
        assert recording.silent
        assert recording.complaint == (f"{file}: it is silent from beginning to end: check what was recorded")

    @pytest.mark.parametrize(
        ("me", "side", "whose"), [(Me.LEFT, "left", "your"), (Me.RIGHT, "left", "the other side's")]
    )
    def test_a_silent_channel_is_told(self, tmp_path, me, side, whose):
        file = write(tmp_path / "a.wav", [np.zeros(16_000), tone(500, 1, 16_000)], 16_000)
        recording = open_recording(file, me)
        list(recording.chunks())
        assert not recording.silent
        assert recording.complaint == (
            f"{file}: the {side} channel, {whose}, is silent: if the other has both sides, give --me mixed"
        )


def test_memory_does_not_grow_with_length(tmp_path):
    """Half an hour of stereo, 57 MB of samples at 8 kHz, passes through a few megabytes."""
    resource = pytest.importorskip("resource", reason="this system does not tell a process its memory")
    unit = 1 if sys.platform == "darwin" else 1_024

    def peak():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

    file = tmp_path / "long.wav"
    size = 30 * 60 * 8_000 * 4
    file.write_bytes(wav(2, 8_000, size=size))
    with file.open("r+b") as handle:
        handle.truncate(44 + size)
    short = tmp_path / "short.wav"
    short.write_bytes(wav(2, 8_000, data=bytes(8_000 * 4 * 20)))
    for _ in open_recording(short).chunks():
        pass
    before = peak()
    samples = sum(len(chunk.samples) for chunk in open_recording(file).chunks())
    assert samples == 2 * 30 * 60 * SAMPLE_RATE
    assert peak() - before < 10_000_000
