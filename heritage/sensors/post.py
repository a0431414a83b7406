"""Mail to the staff: plain text through the operator's mail server (RFC 5321), given up before it could go twice."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from heritage.problems import N_, Refusal
from heritage.settings.mail import Mail, MailSecurity

PATIENCE_S = 10.0


class NotSent(Refusal):
    """Why the server has not taken the mail. It may be sent again."""


class MaybeSent(Refusal):
    """Why nobody knows whether the server has taken the mail. To send it again could send it twice."""


def send(mail: Mail, subject: str, text: str, key: str, now: datetime) -> None:
    """Send `text` to the recipients of `mail`; on return the server has taken it for at least one of them.

    `key` names the message, so that whoever gets it twice all the same can tell. Blocks for a minute at most.
    Raises NotSent or MaybeSent, or SettingsError for a password that cannot be read.
    """
    message = _message(mail, subject, text, key, now)
    with _connected(mail) as server:
        try:
            server.ehlo_or_helo_if_needed()
            _expect(server.mail(mail.sender), 250)
            answers = [server.rcpt(recipient) for recipient in mail.recipients]
            if all(code not in (250, 251) for code, _ in answers):
                _expect(answers[0], 250)
            _expect(server.docmd("DATA"), 354)
        except (smtplib.SMTPException, OSError) as error:
            raise _refused(NotSent, error) from error
        _hand_over(server, message)


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    """The text itself, after which only the server's answer tells what has become of it."""
    try:
        server.send(_lines(message))
        answer = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise _refused(MaybeSent, error) from error
    try:
        _expect(answer, 250)
    except smtplib.SMTPException as error:
        raise _refused(NotSent, error) from error


def _lines(message: EmailMessage) -> bytes:
    """With the dots of RFC 5321 §4.5.2 and the one that ends it."""
    text = message.as_bytes(policy=message.policy.clone(linesep="\r\n", cte_type="7bit"))
    body = b"".join(b"." + line if line.startswith(b".") else line for line in text.splitlines(keepends=True))
    return body + b".\r\n"


def _message(mail: Mail, subject: str, text: str, key: str, now: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"] = mail.sender
    message["To"] = ", ".join(mail.recipients)
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{key}@{mail.sender.rpartition('@')[2]}>"
    # RFC 3834: no answers from machines.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


@contextmanager
def _connected(mail: Mail) -> Iterator[smtplib.SMTP]:
    """A server that has accepted us. Raises NotSent, or SettingsError for a password that cannot be read."""
    password = mail.password.read() if mail.password is not None else None
    context = ssl.create_default_context()
    server: smtplib.SMTP | None = None
    try:
        if mail.security is MailSecurity.TLS:
            server = smtplib.SMTP_SSL(mail.host, mail.port, timeout=PATIENCE_S, context=context)
        else:
            server = smtplib.SMTP(mail.host, mail.port, timeout=PATIENCE_S)
        if mail.security is MailSecurity.STARTTLS:
            server.starttls(context=context)
        if mail.user is not None and password is not None:
            server.login(mail.user, password)
    except (smtplib.SMTPException, OSError) as error:
        if server is not None:
            server.close()
        raise _refused(NotSent, error) from error
    try:
        yield server
    finally:
        # What is sent is sent, however the server says good-bye.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _expect(answer: tuple[int, bytes], code: int) -> None:
    if answer[0] != code and not (code == 250 and answer[0] == 251):
        raise smtplib.SMTPResponseException(*answer)


def _refused(kind: type[Refusal], error: Exception) -> Refusal:
    """With the server's own words or the system's, in one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        told = N_("The mail server says {code} {words}")
        return kind(told, code=error.smtp_code, words=" ".join(words.split())[:250])
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    reason = " ".join(words.split())[:250] or type(error).__name__
    if isinstance(error, ssl.SSLCertVerificationError):
        return kind(N_("Nobody that we trust vouches for the mail server ({reason})."), reason=reason)
    return kind(N_("The mail server does not answer as it should ({reason})."), reason=reason)
