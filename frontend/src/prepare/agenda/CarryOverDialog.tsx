import { Button, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meetingKey } from "@/api/meetings";
import { carryOver, usePostponed } from "@/api/prepare";
import type { Page } from "@/api/types";
import { useAct } from "@/api/useAct";
import type { Schemas } from "@/api/client";
import { weekdayDate } from "@/kit/dates";
import { Pager } from "@/kit/Pager";
import { EmptyState, Loadable } from "@/kit/States";
import classes from "../sites/SitesSection.module.css";

type Source = Schemas["PostponedThere"];

function SourceLine({ meetingId, source }: { meetingId: string; source: Source }) {
  const { t } = useTranslation();
  const carry = useAct(() => carryOver(meetingId, source.meeting_id), {
    done: t("prepare:carry.done", { count: source.items.length }),
    refresh: [[...meetingKey(meetingId), "postponed"]],
  });
  return (
    <li className={classes.line}>
      <span className={classes.words}>
        <span className={classes.name}>{source.meeting_title}</span>
        <span className={classes.facts}>{weekdayDate(source.scheduled_start)}</span>
        {source.items.map(({ id, number, title }) => (
          <span key={id}>{`${number}. ${title}`}</span>
        ))}
      </span>
      <Button loading={carry.isPending} onClick={() => carry.mutate(undefined)} aria-label={t("prepare:carry.act_named", { title: source.meeting_title })}>
        {t("prepare:carry.act", { count: source.items.length })}
      </Button>
    </li>
  );
}

function Sources({ meetingId, page, onPage }: { meetingId: string; page: Page<Source>; onPage: (page: number) => void }) {
  const { t } = useTranslation();
  if (page.items.length === 0) return <EmptyState title={t("prepare:carry.none_title")} detail={t("prepare:carry.none_detail")} />;
  return (
    <>
      <ul className={classes.list}>
        {page.items.map((source) => (
          <SourceLine key={source.meeting_id} meetingId={meetingId} source={source} />
        ))}
      </ul>
      <Pager page={page} onPage={onPage} />
    </>
  );
}

/** Takes over what earlier meetings postponed: each meeting with its items, one tap for all of them. */
export function CarryOverDialog({ meetingId, onClose }: { meetingId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const postponed = usePostponed(meetingId, page);
  return (
    <Modal opened onClose={onClose} title={t("prepare:carry.title")} size="xl">
      <Stack>
        <Loadable query={postponed}>{(found) => <Sources meetingId={meetingId} page={found} onPage={setPage} />}</Loadable>
      </Stack>
    </Modal>
  );
}
