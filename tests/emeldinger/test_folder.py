"""The folder: taken up whole and once, moved only when it is ours, and one bad file keeps no other."""

import errno
import fcntl
import os
import stat
import time
from hashlib import sha256
from pathlib import Path

import pytest

from emeldinger import channels, originals
from emeldinger.actions import intake, pickup
from emeldinger.channels.base import ChannelDown
from emeldinger.channels.folder import Folder
from emeldinger.formats.envelope import Limits
from emeldinger.models import Arrival, Original
from heltom.lib import clock
from tests.emelding_factories import SendingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = Folder(tmp_path, settled=0)
    folder._make()
    monkeypatch.setattr(pickup.channels, "configured", lambda: [folder])
    pickup.resting.clear()
    return folder


def drop(folder, name, content=b"<a/>", ago=0):
    """A file in inn/, so many seconds old."""
    path = folder.incoming / name
    path.write_bytes(content)
    when = time.time() - ago
    os.utime(path, (when, when))
    return path


def names(where):
    return sorted(path.name for path in where.iterdir() if not path.name.startswith("."))


def taken(folder):
    """What lies in tatt-imot/ of today, without the mark that each was given."""
    day = folder.taken / clock.today().isoformat()
    return [name.partition("~")[2] for name in names(day)] if day.exists() else []


def fetched(folder):
    found = []
    for one in folder.fetch():
        found.append(one.raw)
        folder.done(one)
    return found


def test_a_file_is_moved_only_after_it_has_been_taken_in(folder):
    drop(folder, "melding.xml")
    for one in folder.fetch():
        assert names(folder.incoming) == []
        assert names(folder.work) == [one.reference]
        assert taken(folder) == []
        folder.done(one)
    assert names(folder.work) == []
    assert taken(folder) == ["melding.xml"]


def test_the_oldest_comes_first_whatever_it_is_called(folder):
    drop(folder, "a.xml", b"new", ago=5)
    drop(folder, "b.xml", b"old", ago=50)
    assert fetched(folder) == [b"old", b"new"]


def test_what_is_not_finished_is_left_until_it_has_its_name(folder):
    for name in ("x.xml.tmp", ".x.xml", "x.part", "X.FILEPART", "x.xml~"):
        drop(folder, name, b"half")
    assert fetched(folder) == []
    (folder.incoming / "x.xml.tmp").rename(folder.incoming / "x.xml")
    assert fetched(folder) == [b"half"]
    assert len(list(folder.incoming.iterdir())) == 4


def test_a_file_that_has_just_been_written_to_is_left_in_peace(folder):
    folder.settled = 60
    drop(folder, "treg.xml", b"half", ago=3600)
    assert fetched(folder) == []
    folder.settled = 0
    assert fetched(folder) == [b"half"]


def test_a_file_that_grows_while_it_is_read_is_not_believed(folder, monkeypatch):
    path = drop(folder, "treg.xml", b"half")

    def slow(stream):
        with (folder.work / names(folder.work)[0]).open("ab") as writer:
            writer.write(b" and the rest")
        return originals.Received(stream.read(4))

    with monkeypatch.context() as patch:
        patch.setattr(originals, "receive", slow)
        assert fetched(folder) == []
    assert not path.exists()
    assert fetched(folder) == [b"half and the rest"]


def test_what_a_killed_process_left_behind_is_taken_up_again(folder):
    drop(folder, "melding.xml")
    for _ in folder.fetch():
        break
    assert len(names(folder.work)) == 1
    assert fetched(folder) == [b"<a/>"]
    assert taken(folder) == ["melding.xml"]


def test_a_file_that_another_process_is_at_is_left_to_it(folder):
    path = drop(folder, "melding.xml")
    with path.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert fetched(folder) == []
        assert names(folder.incoming) == ["melding.xml"]
    assert fetched(folder) == [b"<a/>"]


def test_a_file_that_another_has_moved_on_meanwhile_is_let_go(folder, monkeypatch):
    drop(folder, "melding.xml")
    waiting = folder._waiting()
    assert fetched(folder) == [b"<a/>"]
    drop(folder, "melding.xml", b"<b/>")
    monkeypatch.setattr(folder, "_waiting", lambda: [*waiting, folder.incoming / "melding.xml"])
    assert fetched(folder) == [b"<b/>"]


def test_two_files_of_one_name_are_both_kept(folder):
    for content in (b"<a/>", b"<b/>"):
        drop(folder, "melding.xml", content)
        fetched(folder)
    day = folder.taken / clock.today().isoformat()
    assert sorted(path.read_bytes() for path in day.iterdir()) == [b"<a/>", b"<b/>"]


@pytest.mark.parametrize(
    "name",
    [
        "x\\..\\..\\etc\\passwd",
        "-rf",
        "a\nb.xml",
        "å" * 120,
        "%2e%2e%2f",
        "\udcff.xml",
    ],
)
def test_a_name_is_only_a_name(folder, name):
    drop(folder, name)
    (one,) = folder.fetch()
    folder.done(one)
    assert one.reference.encode()
    assert len(one.reference) <= 300
    assert len(taken(folder)) == 1


def test_links_pipes_and_folders_are_not_messages(folder, tmp_path):
    secret = tmp_path / "hemmelig"
    secret.write_bytes(b"not for anybody")
    (folder.incoming / "lenke.xml").symlink_to(secret)
    (folder.incoming / "mappe.xml").mkdir()
    os.mkfifo(folder.incoming / "ror.xml")
    drop(folder, "melding.xml")
    assert fetched(folder) == [b"<a/>"]
    assert secret.exists()


def test_one_that_may_not_be_read_keeps_no_other(folder, monkeypatch):
    drop(folder, "stengt.xml", b"closed", ago=9)
    drop(folder, "melding.xml")
    real = os.open

    def refusing(path, *args, **kwargs):
        if str(path).endswith("stengt.xml"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *args, **kwargs)

    monkeypatch.setattr("emeldinger.channels.folder.os.open", refusing)
    assert fetched(folder) == [b"<a/>"]
    assert names(folder.incoming) == ["stengt.xml"]


def test_an_empty_file_is_taken_in_too(folder):
    drop(folder, "tom.xml", b"")
    assert fetched(folder) == [b""]


class TestTooLarge:
    SIZE = 700_000

    @pytest.fixture(autouse=True)
    def store(self, tmp_path, monkeypatch, settings):
        settings.HELTOM_EMELDING_STORE = tmp_path / "lager"
        monkeypatch.setattr(originals, "LIMITS", Limits(size=300_000))
        return settings.HELTOM_EMELDING_STORE

    def test_it_lies_in_the_store_and_only_its_beginning_is_read(self, folder, store):
        content = os.urandom(self.SIZE)
        drop(folder, "stor.xml", content)
        (one,) = folder.fetch()
        digest = sha256(content).hexdigest()
        assert one.kept_as == (digest, self.SIZE)
        assert one.raw == content[: originals.BEGINNING]
        assert names(store) == [digest]
        assert stat.S_IMODE((store / digest).stat().st_mode) == 0o600
        original = Original(sha256=digest, size=self.SIZE, content=None)
        assert b"".join(originals.pieces(original)) == content

    def test_a_store_that_is_full_keeps_it_for_later_and_lets_the_others_through(
        self, folder, store, monkeypatch
    ):
        drop(folder, "stor.xml", b"x" * self.SIZE, ago=9)
        drop(folder, "melding.xml")

        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(originals.os, "fsync", full)
            assert fetched(folder) == [b"<a/>"]
        assert list(store.iterdir()) == [], "nothing half-written"
        (one,) = folder.fetch()
        assert one.kept_as[1] == self.SIZE

    def test_a_file_that_was_changed_in_the_store_is_not_given_out_as_the_original(
        self, folder, store
    ):
        drop(folder, "stor.xml", b"x" * self.SIZE)
        (one,) = folder.fetch()
        (store / one.kept_as[0]).write_bytes(b"y" * self.SIZE)
        with pytest.raises(originals.OriginalMissing):
            list(originals.pieces(Original(sha256=one.kept_as[0], size=self.SIZE, content=None)))


class TestSending:
    def test_what_is_sent_is_there_whole_under_a_name_of_its_own(self, folder):
        sending = SendingFactory()
        assert folder.send(sending) == f"kvittering-{sending.msg_id}.xml"
        (path,) = folder.outgoing.iterdir()
        assert path.read_bytes() == sending.original.content

    def test_twice_is_the_same_file(self, folder):
        sending = SendingFactory()
        folder.send(sending)
        folder.send(sending)
        assert len(list(folder.outgoing.iterdir())) == 1

    def test_a_full_disk_leaves_nothing_half_written(self, folder, monkeypatch):
        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("emeldinger.channels.folder.os.fsync", full)
        with pytest.raises(ChannelDown, match="No space"):
            folder.send(SendingFactory())
        assert list(folder.outgoing.iterdir()) == []

    def test_a_folder_that_is_not_there_is_a_channel_that_is_down(self, tmp_path):
        gone = Folder(tmp_path / "frakoblet")
        with pytest.raises(ChannelDown):
            next(gone.fetch())
        with pytest.raises(ChannelDown):
            gone.send(SendingFactory())
        assert not Path(tmp_path / "frakoblet").exists()


def test_what_was_written_before_the_clock_was_set_back_is_taken(folder, monkeypatch):
    real = channels.folder._now_there
    drop(folder, "a.xml")
    monkeypatch.setattr(channels.folder, "_now_there", lambda work: real(work) - 3600)
    assert fetched(folder) == [b"<a/>"]


class TestPickUp:
    def test_what_lies_there_comes_in_and_its_way_is_known(self, folder):
        drop(folder, "melding.xml")
        assert pickup.pick_up() == 1
        arrival = Arrival.objects.get()
        assert (arrival.way, arrival.duplicate) == ("mappe", False)
        assert arrival.reference in [path.name for path in folder.taken.rglob("*")]

    def test_killed_between_the_commit_and_the_move_it_is_neither_lost_nor_twice(
        self, folder, monkeypatch
    ):
        class Killed(BaseException):
            pass

        drop(folder, "melding.xml")

        def killed(*_):
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(folder, "done", killed)
            with pytest.raises(Killed):
                pickup.pick_up()
        assert Arrival.objects.count() == 1
        assert pickup.pick_up() == 0
        assert Arrival.objects.count() == 1
        assert taken(folder) == ["melding.xml"]

    def test_a_disk_where_nothing_can_be_moved_does_not_fill_the_log_of_arrivals(
        self, folder, monkeypatch
    ):
        drop(folder, "melding.xml")

        def full(self, *_args, **_kwargs):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", full)
            assert pickup.pick_up() == 0, "it could not even be claimed"
        with monkeypatch.context() as patch:
            patch.setattr(folder, "taken", folder.root / "borte")
            patch.setattr(folder, "_make", lambda: None)
            assert [pickup.pick_up(), pickup.pick_up()] == [1, 0]
        assert pickup.pick_up() == 0
        assert Arrival.objects.count() == 1
        assert taken(folder) == ["melding.xml"]

    def test_one_that_the_database_would_not_take_keeps_no_other(self, folder, monkeypatch):
        drop(folder, "vond.xml", b"<vond/>", ago=9)
        drop(folder, "melding.xml")
        real = intake.take

        def moody(incoming, **kwargs):
            if incoming.raw == b"<vond/>":
                raise RuntimeError("a fault of ours")
            return real(incoming, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(intake, "take", moody)
            assert pickup.pick_up() == 1
        assert taken(folder) == ["melding.xml"]
        assert pickup.pick_up() == 1

    def test_a_channel_with_a_fault_of_ours_keeps_no_other(self, folder, tmp_path, monkeypatch):
        (tmp_path / "annen").mkdir()
        broken = Folder(tmp_path / "annen")
        monkeypatch.setattr(broken, "name", "broken")
        monkeypatch.setattr(broken, "fetch", lambda: 1 / 0)
        monkeypatch.setattr(pickup.channels, "configured", lambda: [broken, folder])
        drop(folder, "melding.xml")
        assert pickup.pick_up() == 1
        assert set(pickup.resting) == {"broken"}

    def test_at_most_so_many_at_a_time(self, folder):
        for number in range(5):
            drop(folder, f"{number}.xml", b"<a>%d</a>" % number)
        assert [pickup.pick_up(limit=3), pickup.pick_up(limit=3)] == [3, 2]

    def test_the_same_bytes_under_another_name_are_an_arrival_more(self, folder):
        drop(folder, "en.xml")
        pickup.pick_up()
        drop(folder, "to.xml")
        pickup.pick_up()
        assert Original.objects.filter(sha256=sha256(b"<a/>").hexdigest()).count() == 1
        assert list(Arrival.objects.values_list("duplicate", flat=True)) == [False, True]
