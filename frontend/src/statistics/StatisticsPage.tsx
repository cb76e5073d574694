import { Button, Group, SegmentedControl } from "@mantine/core";
import { DateInput } from "@mantine/dates";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { exportAddress, useMeetingFigures, usePersonFigures, type MeetingFigures, type Period, type PersonFigures } from "@/api/statistics";
import { useMay } from "@/api/session";
import { OnlyFor } from "@/app/OnlyFor";
import { date } from "@/kit/dates";
import { UnitSelect } from "@/kit/DirectorySelects";
import { PageHeader } from "@/kit/PageHeader";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable } from "@/kit/States";
import { OpinionFigures } from "@/opinions/OpinionFigures";
import classes from "./StatisticsPage.module.css";

const minutes = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const PARTS = ["in_person", "online", "excused", "missing"] as const;

function sharesOf({ invited, in_person, online, excused }: MeetingFigures | PersonFigures) {
  return { in_person, online, excused, missing: Math.max(0, invited - in_person - online - excused) };
}

/** One bar whose parts are shares of those invited; the figures stand beside it, so it only illustrates. */
function AttendanceBar({ figures, widest }: { figures: MeetingFigures | PersonFigures; widest: number }) {
  const shares = sharesOf(figures);
  return (
    <div className={classes.bar} aria-hidden>
      {PARTS.filter((part) => shares[part] > 0).map((part) => (
        <span key={part} data-part={part} style={{ width: `${(shares[part] / Math.max(1, widest)) * 100}%` }} />
      ))}
    </div>
  );
}

function Legend() {
  const { t } = useTranslation();
  return (
    <ul className={classes.legend}>
      {PARTS.map((part) => (
        <li key={part}>
          <span data-part={part} aria-hidden /> {t(`after:statistics.${part}`)}
        </li>
      ))}
    </ul>
  );
}

function Chart({ meetings }: { meetings: MeetingFigures[] }) {
  const { t } = useTranslation();
  const widest = Math.max(1, ...meetings.map(({ invited }) => invited));
  return (
    <figure className={classes.chart}>
      <figcaption>{t("after:statistics.attendance")}</figcaption>
      <Legend />
      <ul className={classes.bars}>
        {meetings.map((figures) => (
          <li key={figures.meeting_id} aria-label={t("after:statistics.attendance_of", { ...figures })}>
            <Link to={`/meetings/${figures.meeting_id}/after`} className={classes.label}>
              {date(figures.scheduled_start)} · {figures.title}
            </Link>
            <AttendanceBar figures={figures} widest={widest} />
            <span className={classes.count}>
              {figures.in_person + figures.online}/{figures.invited}
            </span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

function Nothing() {
  const { t } = useTranslation();
  return <EmptyState title={t("after:statistics.none_title")} detail={t("after:statistics.none_detail")} />;
}

function Table<T>({ heads, rows, keyOf, cells }: { heads: string[]; rows: T[]; keyOf: (row: T) => string; cells: (row: T) => (string | number)[] }) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {cells(row).map((cell, number) => (
                <td key={heads[number]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const FIGURES = ["invited", "in_person", "online", "excused", "turns", "spoken", "ballots"] as const;

const figuresOf = (row: PersonFigures | MeetingFigures) => [
  row.invited, row.in_person, row.online, row.excused, row.turns, minutes(row.spoken_seconds), `${row.ballots}/${row.polls}`,
];

function People({ period }: { period: Period }) {
  const { t } = useTranslation();
  const [{ query, page }, setAt] = useState({ query: "", page: 1 });
  const figures = usePersonFigures(period, query, page);
  const heads = [t("after:statistics.name"), t("after:statistics.unit_of"), ...FIGURES.map((name) => t(`after:statistics.${name}`))];
  return (
    <>
      <Group justify="space-between" mb="sm">
        <SearchInput label={t("after:statistics.search")} onSearch={(value) => setAt({ query: value, page: 1 })} />
        <Group gap="xs">
          {(["xlsx", "csv"] as const).map((form) => (
            <Button key={form} component="a" href={exportAddress(period, query, form)} download>
              {t(`after:statistics.export_${form}`)}
            </Button>
          ))}
        </Group>
      </Group>
      <Loadable query={figures}>
        {(found) => (
          <>
            {found.items.length === 0 && <Nothing />}
            {found.items.length > 0 && (
              <Table
                heads={heads}
                rows={found.items}
                keyOf={({ person_id }) => person_id}
                cells={(row) => [`${row.full_name} · ${row.position}`, row.unit_name, ...figuresOf(row)]}
              />
            )}
            {found.total > 0 && <Pager page={found} onPage={(next) => setAt({ query, page: next })} />}
          </>
        )}
      </Loadable>
    </>
  );
}

function Meetings({ period }: { period: Period }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const figures = useMeetingFigures(period, page);
  const heads = [t("after:statistics.meeting"), ...FIGURES.map((name) => t(`after:statistics.${name}`))];
  return (
    <Loadable query={figures}>
      {(found) => (
        <>
          {found.items.length === 0 && <Nothing />}
          {found.items.length > 0 && (
            <>
              <Chart meetings={found.items} />
              <Table
                heads={heads}
                rows={found.items}
                keyOf={({ meeting_id }) => meeting_id}
                cells={(row) => [`${date(row.scheduled_start)} · ${row.title}`, ...figuresOf(row)]}
              />
            </>
          )}
          {found.total > 0 && <Pager page={found} onPage={setPage} />}
        </>
      )}
    </Loadable>
  );
}

const BY = ["meetings", "people", "opinions"] as const;
type By = (typeof BY)[number];

/** Attendance, speeches and votes of the meetings that were held, and the written opinions asked for. */
export default function StatisticsPage() {
  const { t } = useTranslation();
  const [period, setPeriod] = useState<Period>({ since: "", until: "", unit: "" });
  const [by, setBy] = useState<By>("meetings");
  if (!useMay("see_statistics")) return <OnlyFor who="administrators" />;
  const set = (change: Partial<Period>) => setPeriod({ ...period, ...change });
  const key = Object.values(period).join();
  return (
    <>
      <PageHeader title={t("after:statistics.title")} lead={t("after:statistics.lead")} />
      <Group align="flex-end" mb="md">
        {(["since", "until"] as const).map((name) => (
          <DateInput
            key={name}
            clearable
            valueFormat="DD/MM/YYYY"
            label={t(`after:statistics.${name}`)}
            value={period[name] || null}
            onChange={(day) => set({ [name]: day ?? "" })}
            w={180}
          />
        ))}
        <UnitSelect label={t("after:statistics.unit")} clearable value={period.unit} onChange={(unit) => set({ unit: unit ?? "" })} w={320} />
        <SegmentedControl
          aria-label={t("after:statistics.choose")}
          value={by}
          onChange={(value) => setBy(BY.find((one) => one === value) ?? "meetings")}
          data={BY.map((value) => ({ value, label: t(`after:statistics.${value}`) }))}
        />
      </Group>
      {by === "people" && <People key={key} period={period} />}
      {by === "meetings" && <Meetings key={key} period={period} />}
      {by === "opinions" && <OpinionFigures key={key} period={period} />}
    </>
  );
}
