import { Button } from "@mantine/core";
import { IconAlertTriangle, IconClockHour4 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clock } from "@/kit/dates";
import { useServerNow } from "@/live";
import { commandQueue } from "./browser";
import type { Entry, Outcome } from "./types";
import { useEntries, useTakeBack } from "./useQueue";
import classes from "./WaitingBar.module.css";

/** What is answered sooner than this was never seen to wait. */
const SHOWN_AFTER_MS = 1_500;

function useWords(entry: Entry): string {
  const { t } = useTranslation();
  const what = t(`waiting.what.${entry.kind}`);
  const choice = entry.choice && t(`choice.${entry.choice}`);
  return [what, choice && `“${choice}”`, entry.about].filter(Boolean).join(" · ");
}

function Waiting({ entry, explained }: { entry: Entry; explained: boolean }) {
  const { t } = useTranslation();
  const words = useWords(entry);
  const takeBack = useTakeBack();
  return (
    <li className={classes.row} data-testid="waiting-act" data-kind={entry.kind}>
      <IconClockHour4 size={20} aria-hidden />
      <span className={classes.words}>
        <span className={classes.line}>
          <strong>{t("waiting.state")}</strong> {t("waiting.since", { at: clock(new Date(entry.madeAt).toISOString()) })}: {words}
        </span>
        {explained && <span className={classes.kept}>{t("waiting.kept")}</span>}
      </span>
      <Button aria-label={t("waiting.take_back_of", { what: words })} onClick={() => takeBack(entry.id)}>
        {t("waiting.take_back")}
      </Button>
    </li>
  );
}

function Refused({ entry, outcome }: { entry: Entry; outcome: Outcome }) {
  const { t } = useTranslation();
  const words = useWords(entry);
  return (
    <li className={classes.row} role="alert" data-testid="refused-act" data-outcome={outcome.kind}>
      <IconAlertTriangle size={20} aria-hidden />
      <span className={classes.words}>
        <span className={classes.line}>
          <strong>{t(`waiting.${outcome.kind}`)}:</strong> {words}
        </span>
        {outcome.kind !== "expired" && (
          <span className={classes.why}>
            {outcome.title}. {outcome.detail}
          </span>
        )}
      </span>
      <Button aria-label={t("waiting.read_of", { what: words })} onClick={() => void commandQueue.withdraw(entry.id)}>
        {t("waiting.read")}
      </Button>
    </li>
  );
}

function List({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation();
  const now = useServerNow(0);
  const shown = entries.filter(({ outcome, madeAt }) => outcome !== null || now - madeAt >= SHOWN_AFTER_MS);
  if (shown.length === 0) return null;
  const first = shown.find(({ outcome }) => outcome === null);
  return (
    <section className={classes.bar} aria-label={t("waiting.title")} aria-live="polite">
      <ul className={classes.list}>
        {shown.map((entry) => (entry.outcome ? <Refused key={entry.id} entry={entry} outcome={entry.outcome} /> : <Waiting key={entry.id} entry={entry} explained={entry === first} />))}
      </ul>
    </section>
  );
}

/** What this person did that has not reached the server, and what came too late; nothing while there is neither. */
export function WaitingBar() {
  const entries = useEntries();
  return entries.length > 0 ? <List entries={entries} /> : null;
}
