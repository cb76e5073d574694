import { Button } from "@mantine/core";
import { IconArrowLeft, IconCalendarPlus, IconFileText, IconPaperclip } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { attachmentAddress, useLetter, type Attachment, type Letter } from "@/api/mailbox";
import { moment } from "@/kit/dates";
import { fileSize } from "@/kit/sizes";
import { Loadable } from "@/kit/States";
import classes from "./MailboxPage.module.css";

function FileIcon({ media_type, name }: Attachment) {
  if (media_type === "text/calendar" || name.endsWith(".ics")) return <IconCalendarPlus size={18} aria-hidden />;
  return media_type === "application/pdf" ? <IconFileText size={18} aria-hidden /> : <IconPaperclip size={18} aria-hidden />;
}

function AttachmentLink({ letter, attachment }: { letter: string; attachment: Attachment }) {
  const { i18n } = useTranslation();
  return (
    <Button
      component="a"
      href={attachmentAddress(letter, attachment.number)}
      download={attachment.name}
      leftSection={<FileIcon {...attachment} />}
    >
      {`${attachment.name} · ${fileSize(attachment.size, i18n.language)}`}
    </Button>
  );
}

/** The body without scripts, forms, or any address outside: a frame with an origin of its own. */
function Body({ letter }: { letter: Letter }) {
  const { t } = useTranslation();
  if (!letter.html) return <pre className={classes.text}>{letter.text}</pre>;
  return <iframe className={classes.body} sandbox="" srcDoc={letter.html} title={t("admin:mailbox.body", { subject: letter.subject })} />;
}

function Head({ letter }: { letter: Letter }) {
  const { t } = useTranslation();
  return (
    <header className={classes.head}>
      <h2 className={classes.subject}>{letter.subject}</h2>
      <dl className={classes.fields}>
        <dt>{t("admin:mailbox.from")}</dt>
        <dd>{letter.sender}</dd>
        <dt>{t("admin:mailbox.to")}</dt>
        <dd>{letter.to}</dd>
        <dt>{t("admin:mailbox.date")}</dt>
        <dd>{letter.date ? moment(letter.date) : t("state.none")}</dd>
      </dl>
      <div className={classes.attachments}>
        {letter.attachments.map((attachment) => (
          <AttachmentLink key={attachment.number} letter={letter.name} attachment={attachment} />
        ))}
      </div>
    </header>
  );
}

/** One letter: who, when, the body as sent, and its files. */
export function LetterView({ name }: { name: string }) {
  const { t } = useTranslation();
  const letter = useLetter(name);
  return (
    <>
      <Link to="/mailbox" className={classes.back}>
        <IconArrowLeft size={20} aria-hidden />
        {t("admin:mailbox.back")}
      </Link>
      <Loadable query={letter}>
        {(found) => (
          <article className={classes.article}>
            <Head letter={found} />
            <Body letter={found} />
          </article>
        )}
      </Loadable>
    </>
  );
}
