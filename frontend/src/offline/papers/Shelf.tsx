import { Button, Progress } from "@mantine/core";
import { IconCircleCheck, IconCloudDownload, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAct } from "@/api/useAct";
import { IconButton } from "@/kit/Buttons";
import { moment, weekdayDate } from "@/kit/dates";
import { fileSize } from "@/kit/sizes";
import { StatusTag } from "@/kit/StatusTag";
import { keeper, vault } from "./browser";
import { PIECE } from "./files";
import classes from "./Offline.module.css";
import type { ShelfMeeting, ShelfPaper } from "./shelf";

function State({ paper: { kept, isOlder } }: { paper: ShelfPaper }) {
  const { t } = useTranslation("offline");
  if (!kept) return null;
  if (kept.isReady) {
    return (
      <span className={classes.state}>
        <StatusTag tone={isOlder ? "care" : "good"} icon={<IconCircleCheck size={16} aria-hidden />}>
          {t(isOlder ? "kept_older" : "kept", { until: moment(new Date(kept.until).toISOString()) })}
        </StatusTag>
      </span>
    );
  }
  const percent = kept.bytes ? Math.min(100, Math.round((kept.have * PIECE * 100) / kept.bytes)) : 0;
  return (
    <span className={classes.fetching}>
      <Progress value={percent} aria-label={t("fetching", { percent })} />
      <span>{t("fetching", { percent })}</span>
    </span>
  );
}

function Acts({ paper: { info, kept } }: { paper: ShelfPaper }) {
  const { t } = useTranslation("offline");
  const keep = useAct(() => keeper.keep([info.document_id]));
  if (!kept) {
    return (
      <Button
        aria-label={t("keep_of", { title: info.title })}
        leftSection={<IconCloudDownload size={18} aria-hidden />}
        loading={keep.isPending}
        onClick={() => keep.mutate(undefined)}
      >
        {t("keep")}
      </Button>
    );
  }
  return (
    <>
      {kept.isReady && (
        <Button component={Link} to={`/offline/${info.document_id}`} variant="filled" aria-label={t("read_of", { title: info.title })}>
          {t("read")}
        </Button>
      )}
      <IconButton label={t("remove_of", { title: info.title })} onClick={() => void keeper.remove(kept.id)}>
        <IconTrash size={20} aria-hidden />
      </IconButton>
    </>
  );
}

function Paper({ paper }: { paper: ShelfPaper }) {
  const { t, i18n } = useTranslation("offline");
  const { info, kept } = paper;
  const size = fileSize(kept?.bytes ?? info.size, i18n.language);
  const facts = [t("item", { number: info.item_number }), t("version", { version: kept?.number ?? info.version }), t("pages", { count: info.pages }), size];
  return (
    <li className={classes.paper} data-testid="kept-paper" data-ready={kept?.isReady ?? "none"}>
      <span className={classes.words}>
        <span className={classes.name}>{info.title}</span>
        <span className={classes.facts}>{facts.join(" · ")}</span>
        <State paper={paper} />
      </span>
      <span className={classes.acts}>
        <Acts paper={paper} />
      </span>
    </li>
  );
}

function MeetingHead({ meeting }: { meeting: ShelfMeeting }) {
  const { t } = useTranslation("offline");
  const all = useAct(() => keeper.keepMeeting(meeting.id));
  const isKept = vault.getRow()?.meetings.includes(meeting.id) ?? false;
  const missing = meeting.papers.filter(({ kept }) => kept === null).length;
  return (
    <div className={classes.head}>
      <div className={classes.words}>
        <h2 className={classes.meeting}>{meeting.title}</h2>
        <span className={classes.facts}>{[meeting.unit, weekdayDate(meeting.start), moment(meeting.start).split(",")[0]].join(" · ")}</span>
        {isKept && <span className={classes.facts}>{t("all_kept")}</span>}
      </div>
      {(missing > 0 || !isKept) && (
        <Button leftSection={<IconCloudDownload size={18} aria-hidden />} loading={all.isPending} onClick={() => all.mutate(undefined)}>
          {t("keep_all")}
        </Button>
      )}
    </div>
  );
}

/** A meeting with its documents: which are on this device until when, which may be. */
export function Shelf({ meeting }: { meeting: ShelfMeeting }) {
  return (
    <section className={classes.card} aria-label={meeting.title}>
      <MeetingHead meeting={meeting} />
      <ul className={classes.papers}>
        {meeting.papers.map((paper) => (
          <Paper key={paper.info.document_id} paper={paper} />
        ))}
      </ul>
    </section>
  );
}
