"""A mail server on loopback that keeps what it gets and answers as it is told."""

import socket
import threading
import time
from email import message_from_bytes
from email.message import Message as Email
from types import TracebackType

CUT = "cut"  # instead of an answer: the line goes dead
HANG = "hang"  # instead of an answer: nothing, for longer than anybody waits


class Sink:
    """`answers` maps a command (HELO, MAIL, RCPT, DATA, END for the dot after the text) to its answer; else 250 OK."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.mails: list[Email] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]

    def __enter__(self) -> "Sink":
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listening.close()

    def _serve(self) -> None:
        talks = []
        while True:
            try:
                line, _address = self._listening.accept()
            except OSError:
                break
            talks.append(threading.Thread(target=self._talk, args=(line,), daemon=True))
            talks[-1].start()
        for talk in talks:
            talk.join(5)

    def _talk(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as incoming:
            line.sendall(b"220 sink\r\n")
            while command := incoming.readline():
                word = command[:4].decode().strip().upper()
                if not self._answer(line, word, "354 go on" if word == "DATA" else "250 OK"):
                    return
                if word == "QUIT":
                    return
                if word == "DATA" and not self.answers.get("DATA"):
                    text = b""
                    while not text.endswith(b"\r\n.\r\n"):
                        text += incoming.readline()
                    # What was cut off here may have been kept, or not: nobody can know.
                    if not self.answers.get("END", "").startswith(("4", "5")):
                        self.mails.append(message_from_bytes(text[:-3]))
                    if not self._answer(line, "END", "250 kept"):
                        return

    def _answer(self, line: socket.socket, word: str, usual: str) -> bool:
        answer = self.answers.get(word, usual)
        if answer == HANG:
            time.sleep(12)
        if answer in (CUT, HANG):
            return False
        line.sendall(f"{answer}\r\n".encode())
        return True
