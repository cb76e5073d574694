import { Button, MultiSelect, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, type Schemas } from "@/api/client";
import { clock } from "@/kit/dates";
import { LimitedTextarea } from "@/kit/LimitedInput";
import { useServerNow } from "@/live";
import { useMeetingView } from "../shared/context";
import { placeName } from "../shared/place";
import { isOver, sitesByName } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { talk } from "./acts";
import classes from "./Talk.module.css";

type Sent = Schemas["SentAnnouncement"];
type Draft = Schemas["AnnouncementIn"];
const KINDS = ["information", "break", "technical", "urgent"] as const;
const ROLES = ["member", "delegate", "guest", "site", "technician"] as const;
const MINUTES = [5, 10, 15, 30, 60];
const LONGEST = 500;
const REFRESH_MS = 5_000;

function useAddressees() {
  const { t } = useTranslation("talk");
  const { parts } = useMeetingView();
  return [
    { group: t("announce.roles"), items: ROLES.map((role) => ({ value: `role:${role}`, label: t(`role.${role}`) })) },
    { group: t("announce.sites"), items: sitesByName(parts).map((site) => ({ value: `site:${site.site_id}`, label: placeName(site.name) })) },
  ].filter((group) => group.items.length > 0);
}

const chosen = (to: readonly string[], kind: string) => to.filter((one) => one.startsWith(kind)).map((one) => one.slice(kind.length));

function addressed(to: readonly string[]): Pick<Draft, "site_ids" | "roles"> {
  return { site_ids: chosen(to, "site:"), roles: ROLES.filter((role) => to.includes(`role:${role}`)) };
}

function Until({ minutes, onChange }: { minutes: string; onChange: (minutes: string) => void }) {
  const { t } = useTranslation("talk");
  return (
    <Select
      label={t("announce.until")}
      allowDeselect={false}
      value={minutes}
      onChange={(value) => onChange(value ?? "0")}
      data={[
        { value: "0", label: t("announce.until_withdrawn") },
        ...MINUTES.map((count) => ({ value: String(count), label: t("announce.minutes", { count }) })),
      ]}
    />
  );
}

function AnnounceForm() {
  const { t } = useTranslation("talk");
  const [kind, setKind] = useState<(typeof KINDS)[number]>("information");
  const [text, setText] = useState("");
  const [to, setTo] = useState<string[]>([]);
  const [minutes, setMinutes] = useState("0");
  const act = useCommand({ done: t("announce.sent"), onDone: () => setText("") });
  const words = text.trim();
  const addressees = useAddressees();
  const send = () => {
    if (words) act.mutate(talk.announce({ kind, text: words, ...addressed(to), minutes: Number(minutes) || null }));
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SegmentedControl
        className={classes.kinds}
        aria-label={t("announce.kind")}
        fullWidth
        value={kind}
        onChange={setKind}
        data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      <LimitedTextarea
        limit={LONGEST}
        label={t("announce.text")}
        autosize
        minRows={2}
        maxRows={6}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <MultiSelect
        label={t("announce.to")}
        placeholder={to.length === 0 ? t("announce.to_all") : ""}
        searchable
        clearable
        data={addressees}
        value={to}
        onChange={setTo}
      />
      <Until minutes={minutes} onChange={setMinutes} />
      <Button type="submit" variant="filled" disabled={!words || words.length > LONGEST} loading={act.isPending}>
        {t("announce.send")}
      </Button>
    </form>
  );
}

function addresseesOf(row: Sent, role: (name: (typeof ROLES)[number]) => string): string[] {
  return [...row.roles.map((name) => role(name as (typeof ROLES)[number])), ...row.site_names.map(placeName)];
}

function SentLine({ row, now }: { row: Sent; now: number }) {
  const { t } = useTranslation("talk");
  const act = useCommand();
  const over = row.expires_at !== null && Date.parse(row.expires_at) <= now;
  const to = addresseesOf(row, (name) => t(`role.${name}`));
  const state = row.withdrawn_at
    ? t("announce.withdrawn", { at: clock(row.withdrawn_at) })
    : over && row.expires_at
      ? t("announce.expired", { at: clock(row.expires_at) })
      : t("announce.seen", { count: row.seen });
  const stands = row.withdrawn_at === null && !over;
  return (
    <li className={classes.note} data-new={stands} data-testid="sent-announcement">
      <p className={classes.author}>
        <strong>{t(`kind.${row.kind}`)}</strong>
        <span>{to.length > 0 ? to.join(", ") : t("announce.to_all")}</span>
        <time dateTime={row.sent_at}>{clock(row.sent_at)}</time>
      </p>
      <p className={classes.words}>{row.text}</p>
      <div className={classes.acts}>
        <span className={classes.state}>{state}</span>
        {stands && (
          <Button
            loading={act.isPending}
            aria-label={t("announce.withdraw_one", { text: row.text })}
            onClick={() => act.mutate(talk.withdraw(row.id))}
          >
            {t("announce.withdraw")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** All announcements of the meeting; a change on the live line asks anew at once, receipts now and then. */
function useSent(): readonly Sent[] {
  const { id, parts } = useMeetingView();
  const standing = Object.keys(parts.announcements).sort().join();
  const { data } = useQuery({
    queryKey: ["meeting", id, "announcements", standing],
    queryFn: ({ signal }) => get("/api/meetings/{meeting_id}/announcements", { path: { meeting_id: id } }, signal),
    placeholderData: (before) => before,
    refetchInterval: standing ? REFRESH_MS : false,
  });
  return data?.items ?? [];
}

/** Writing an announcement, and what was announced. */
export function Announcements() {
  const { t } = useTranslation("talk");
  const { meeting, live } = useMeetingView();
  const now = useServerNow(live.clockOffset);
  const sent = useSent();
  return (
    <section className={classes.panel} aria-label={t("announce.title")}>
      {!isOver(meeting) && <AnnounceForm />}
      {sent.length === 0 && <p className={classes.none}>{t("announce.none")}</p>}
      <ol className={classes.notes}>
        {sent.map((row) => (
          <SentLine key={row.id} row={row} now={now} />
        ))}
      </ol>
    </section>
  );
}
