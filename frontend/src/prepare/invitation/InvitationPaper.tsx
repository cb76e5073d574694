import { Fragment } from "react";
import type { InvitationPaperData, PaperBlock } from "@/api/prepare";
import classes from "./InvitationPaper.module.css";

/** Dots of an official form stand for what is not known yet; they are marked on the form itself. */
const HOLE = /(…+|\.{3,})/;

function Filled({ text }: { text: string }) {
  return text.split(HOLE).map((part, index) => (
    <Fragment key={`${index}-${part}`}>{HOLE.test(part) ? <mark className={classes.hole}>{part}</mark> : part}</Fragment>
  ));
}

function Block({ block }: { block: PaperBlock }) {
  if (block.kind === "bullets") return block.items.map((item) => <p key={item}>- {item}</p>);
  if (block.kind === "heading") return <p className={classes.heading}>{block.text}</p>;
  return (
    <p className={block.indent ? "" : classes.flush}>
      {block.label && <b>{block.label} </b>}
      <Filled text={block.text} />
    </p>
  );
}

function Head({ paper }: { paper: InvitationPaperData }) {
  const { national } = paper;
  return (
    <div className={classes.head}>
      <div className={classes.agencySide}>
        {paper.superior && <div>{paper.superior}</div>}
        <div className={classes.agency}>{paper.agency}</div>
        <div className={classes.number}>
          <Filled text={paper.number} />
        </div>
      </div>
      <div className={classes.nationSide}>
        <div className={classes.nation}>{national.name}</div>
        <div className={classes.motto}>{national.motto}</div>
        <div className={classes.placeDate}>
          <Filled text={paper.place_date} />
        </div>
      </div>
    </div>
  );
}

function Foot({ paper }: { paper: InvitationPaperData }) {
  return (
    <div className={classes.foot}>
      <div className={classes.recipients}>
        <div className={classes.recipientsTitle}>{paper.national.recipients}</div>
        {paper.recipients.map((recipient) => (
          <div key={recipient}>{recipient}</div>
        ))}
      </div>
      {paper.signers.map((signer) => (
        <div key={signer.capacity} className={classes.signer}>
          <div className={classes.capacity}>{signer.capacity}</div>
          {signer.note && <div className={classes.note}>{signer.note}</div>}
          <div className={classes.signature}>
            <Filled text={signer.name || "…"} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** The invitation on its sheet of A4, set as form 1.7 of decree 30/2020 prescribes; sizes are points of the page. */
export function InvitationPaper({ paper }: { paper: InvitationPaperData }) {
  return (
    <article className={classes.sheet} lang="vi">
      <div className={classes.page}>
        <Head paper={paper} />
        <div className={classes.type}>{paper.type_name}</div>
        <div className={classes.subject}>{paper.subject}</div>
        <div className={classes.body}>
          {paper.blocks.map((block, index) => (
            <Block key={`${index}-${block.kind}`} block={block} />
          ))}
        </div>
        <Foot paper={paper} />
      </div>
    </article>
  );
}
