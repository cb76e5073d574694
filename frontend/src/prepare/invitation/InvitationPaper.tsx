import { Fragment } from "react";
import type { InvitationLetter } from "@/api/prepare";
import type { FormLines } from "./form";
import words from "./form17.json";
import classes from "./InvitationPaper.module.css";

/** Dots of an official form stand for what is not known yet; they are marked on the form itself. */
const HOLE = /(…)/;

function Filled({ text }: { text: string }) {
  return text.split(HOLE).map((part, index) => (
    <Fragment key={`${index}-${part}`}>{part === words.hole ? <mark className={classes.hole}>{part}</mark> : part}</Fragment>
  ));
}

interface PaperProps {
  letter: InvitationLetter;
  lines: FormLines;
}

function Head({ letter, lines }: PaperProps) {
  return (
    <div className={classes.head}>
      <div className={classes.agencySide}>
        {letter.superior_agency && <div>{letter.superior_agency}</div>}
        <div className={classes.agency}>{letter.agency}</div>
        <div className={classes.number}>
          <Filled text={lines.number} />
        </div>
      </div>
      <div>
        <div className={classes.nation}>{words.nation}</div>
        <div className={classes.motto}>{words.motto}</div>
        <div className={classes.placeDate}>
          <Filled text={lines.placeDate} />
        </div>
      </div>
    </div>
  );
}

function Agenda({ agenda }: Pick<FormLines, "agenda">) {
  if (agenda.length === 0) return null;
  return (
    <table className={classes.agenda}>
      <caption>{words.agenda}</caption>
      <thead>
        <tr>
          {words.agenda_columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {agenda.map((row, index) => (
          <tr key={`${index}-${row.title}`}>
            <td>{row.number}</td>
            <td>{row.title}</td>
            <td>
              <Filled text={row.presenter} />
            </td>
            <td>{row.minutes}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Foot({ recipients }: { recipients: string[] }) {
  const last = recipients.length - 1;
  return (
    <div className={classes.foot}>
      <div className={classes.recipients}>
        <div className={classes.recipientsTitle}>{words.recipients}</div>
        {recipients.map((recipient, index) => (
          <div key={recipient}>{`- ${recipient}${index === last ? "." : ";"}`}</div>
        ))}
      </div>
      <div className={classes.signer}>
        <div className={classes.capacity}>{words.signer}</div>
        <div className={classes.note}>{words.signature}</div>
      </div>
    </div>
  );
}

/** The invitation on its sheet of A4, set as form 1.7 of decree 30/2020 prescribes; sizes are points of the page. */
export function InvitationPaper({ letter, lines }: PaperProps) {
  return (
    <article className={classes.sheet} lang="vi">
      <div className={classes.page}>
        <Head letter={letter} lines={lines} />
        <div className={classes.type}>{lines.type}</div>
        <div className={classes.subject}>{lines.subject}</div>
        <div className={classes.body}>
          {lines.paragraphs.map((text) => (
            <p key={text}>
              <Filled text={text} />
            </p>
          ))}
          <Agenda agenda={lines.agenda} />
          <p>{lines.closing}</p>
        </div>
        <Foot recipients={letter.recipients} />
      </div>
    </article>
  );
}
