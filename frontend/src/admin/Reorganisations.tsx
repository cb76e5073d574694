import { Button, Group, Text } from "@mantine/core";
import { IconArrowRight, IconBan, IconCircleCheck, IconClock, IconPencil, IconPlus } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DIRECTORY_KEY } from "@/api/directory";
import { settleReorganisation, useEffects, useReorganisations, type Effects, type Reorganisation } from "@/api/reorganisations";
import { useAct } from "@/api/useAct";
import { PrimaryButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { date, moment } from "@/kit/dates";
import { Pager } from "@/kit/Pager";
import { EmptyState, Loadable } from "@/kit/States";
import { StatusTag, type Tone } from "@/kit/StatusTag";
import { ReorganisationDialog } from "./ReorganisationDialog";
import classes from "./Reorganisations.module.css";

const SIZE = 16;
const FACE: Record<Reorganisation["status"], { tone: Tone; icon: ReactNode }> = {
  draft: { tone: "neutral", icon: <IconPencil size={SIZE} aria-hidden /> },
  confirmed: { tone: "care", icon: <IconClock size={SIZE} aria-hidden /> },
  done: { tone: "good", icon: <IconCircleCheck size={SIZE} aria-hidden /> },
  cancelled: { tone: "neutral", icon: <IconBan size={SIZE} aria-hidden /> },
};

const namesOf = (parts: Reorganisation["predecessors"]) => parts.map(({ name }) => name).join(", ");

function Figures({ effects }: { effects: Effects }) {
  const { t } = useTranslation();
  const figures = { people: effects.people, sites: effects.sites, meetings: effects.meetings_total, invitations: effects.invitations } as const;
  return (
    <>
      <dl className={classes.facts}>
        {(Object.keys(figures) as (keyof typeof figures)[]).map((name) => (
          <div key={name}>
            <dt>{t(`admin:reorganisation.${name}`)}</dt>
            <dd>{figures[name]}</dd>
          </div>
        ))}
      </dl>
      {effects.renamed_sites.map(({ before, after }) => (
        <Text key={after}>{t("admin:reorganisation.renamed_site", { before, after })}</Text>
      ))}
      {effects.meetings.length > 0 && (
        <ul>
          {effects.meetings.map(({ meeting_id, title }) => (
            <li key={meeting_id}>{title}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function EffectsOf({ id }: { id: string }) {
  const { t } = useTranslation();
  const effects = useEffects(id);
  return (
    <section aria-label={t("admin:reorganisation.effects")}>
      <Loadable query={effects}>{(found) => <Figures effects={found} />}</Loadable>
    </section>
  );
}

function Acts({ decision }: { decision: Reorganisation }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const confirm = useAct(() => settleReorganisation(decision.id, "confirm"), { refresh: [DIRECTORY_KEY], done: t("admin:reorganisation.done_confirm") });
  const cancel = useAct(() => settleReorganisation(decision.id, "cancel"), { refresh: [DIRECTORY_KEY], done: t("admin:reorganisation.done_cancel") });
  const ask = (act: "confirm" | "cancel") =>
    confirmAct({
      title: t(`admin:reorganisation.${act}_ask`),
      detail: t(`admin:reorganisation.${act}_detail`, { date: date(decision.on) }),
      act: t(`admin:reorganisation.${act}`),
      onConfirm: () => (act === "confirm" ? confirm : cancel).mutate(undefined),
    });
  return (
    <>
      {shown && <EffectsOf id={decision.id} />}
      <Group gap="xs">
        {!shown && <Button onClick={() => setShown(true)}>{t("admin:reorganisation.show_effects")}</Button>}
        <Button loading={cancel.isPending} onClick={() => ask("cancel")}>
          {t("admin:reorganisation.cancel")}
        </Button>
        {decision.status === "draft" && (
          <PrimaryButton loading={confirm.isPending} onClick={() => ask("confirm")}>
            {t("admin:reorganisation.confirm")}
          </PrimaryButton>
        )}
      </Group>
    </>
  );
}

function Decision({ decision }: { decision: Reorganisation }) {
  const { t } = useTranslation();
  const { kind, status, predecessors, successors, name } = decision;
  const isOpen = status === "draft" || status === "confirmed";
  return (
    <li className={classes.decision}>
      <div className={classes.head}>
        <strong>
          {t(`admin:reorganisation_kind.${kind}`)} · {t("admin:reorganisation.from_day", { date: date(decision.on) })}
        </strong>
        <StatusTag tone={FACE[status].tone} icon={FACE[status].icon}>
          {t(`admin:reorganisation_status.${status}`)}
        </StatusTag>
      </div>
      <div className={classes.way}>
        <span>{namesOf(predecessors)}</span>
        <IconArrowRight size={18} role="img" aria-label={t("admin:reorganisation.becomes")} />
        <span>{kind === "rename" ? name : namesOf(successors)}</span>
      </div>
      <Text c="dimmed">{[decision.decision, t("admin:reorganisation.by", { name: decision.created_by, time: moment(decision.created_at) })].join(" · ")}</Text>
      {isOpen && <Acts decision={decision} />}
    </li>
  );
}

/** Decisions by which units merge, split or change their names. */
export function Reorganisations() {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const [adding, setAdding] = useState(false);
  const list = useReorganisations(page);
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Text maw={620}>{t("admin:reorganisation.lead")}</Text>
        <Button onClick={() => setAdding(true)} leftSection={<IconPlus size={18} aria-hidden />}>
          {t("admin:reorganisation.add")}
        </Button>
      </Group>
      <Loadable query={list}>
        {(found) => (
          <>
            {found.items.length === 0 && <EmptyState title={t("admin:reorganisation.none_title")} detail={t("admin:reorganisation.none_detail")} />}
            <ul className={classes.list}>
              {found.items.map((decision) => (
                <Decision key={decision.id} decision={decision} />
              ))}
            </ul>
            {found.pages > 1 && <Pager page={found} onPage={setPage} />}
          </>
        )}
      </Loadable>
      {adding && <ReorganisationDialog onClose={() => setAdding(false)} />}
    </>
  );
}
