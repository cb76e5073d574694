import { Button, Group, SegmentedControl } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { MEETING_SCOPES, useMeetings, type MeetingScope, type MeetingSummary } from "@/api/meetings";
import { useMay, useUser } from "@/api/session";
import { daySections, meetingActs, meetingRoute } from "@/home/today";
import { clockRange, weekdayDate } from "@/kit/dates";
import { UnitSelect } from "@/kit/DirectorySelects";
import { PageHeader } from "@/kit/PageHeader";
import { Pager } from "@/kit/Pager";
import { SearchInput } from "@/kit/SearchInput";
import { EmptyState, Loadable, LoadingState } from "@/kit/States";
import { MeetingStatusTag } from "@/kit/StatusTag";
import classes from "./MeetingsPage.module.css";

/** The period named in the address; else today while a meeting is running, else what is to come. Null: not known yet. */
function useScope(value: string | null): MeetingScope | null {
  const today = useMeetings("today");
  const named = MEETING_SCOPES.find((scope) => scope === value);
  if (named) return named;
  if (today.isPending) return null;
  return today.data && daySections(today.data.items).now.length > 0 ? "today" : "upcoming";
}

/** The list's scope, search and page live in the address, so that back and reload keep them. */
function useListAddress() {
  const [search, setSearch] = useSearchParams();
  const scope = useScope(search.get("scope"));
  const query = search.get("query") ?? "";
  const unit = search.get("unit") ?? "";
  const series = search.get("series") ?? "";
  const page = Math.max(1, Number(search.get("page")) || 1);
  const go = (change: Record<string, string>, replace = false) => {
    const next = { scope: scope ?? "", query, unit, series, page: "1", ...change };
    setSearch(Object.fromEntries(Object.entries(next).filter(([name, value]) => value && !(name === "page" && value === "1"))), { replace });
  };
  return { scope, query, unit, series, page, go };
}

function MeetingLine({ meeting }: { meeting: MeetingSummary }) {
  const { t } = useTranslation();
  const user = useUser();
  const acts = meetingActs(meeting, user);
  const to = acts[0]?.to ?? meetingRoute(meeting, user);
  return (
    <li className={classes.line}>
      <div className={classes.when}>
        <span className={classes.day}>{weekdayDate(meeting.scheduled_start)}</span>
        <span>{clockRange(meeting.scheduled_start, meeting.scheduled_end)}</span>
      </div>
      <div className={classes.what}>
        <Link to={to} className={classes.title}>
          {meeting.title}
        </Link>
        <span className={classes.facts}>
          {[meeting.unit_name, meeting.place, meeting.my_role && t(`role.${meeting.my_role}`)].filter(Boolean).join(" · ")}
        </span>
        {meeting.series_id && (
          <Link to={`/meetings?scope=all&series=${meeting.series_id}`} className={classes.facts} aria-label={t("home:list.series_named", { title: meeting.title })}>
            {t("home:list.series", { place: meeting.series_place, size: meeting.series_size })}
          </Link>
        )}
      </div>
      <MeetingStatusTag status={meeting.status} />
      <div className={classes.acts}>
        {acts.map((act) => (
          <Button
            key={act.word}
            component={Link}
            to={act.to}
            {...(act.word === "enter" && meeting.status === "in_progress" ? { variant: "filled", color: "accent" } : {})}
            aria-label={t(`home:meeting.${act.word}_named`, { title: meeting.title })}
          >
            {t(`home:meeting.${act.word}`)}
          </Button>
        ))}
      </div>
    </li>
  );
}

function NoMeetings({ query }: { query: string }) {
  const { t } = useTranslation();
  const title = query ? t("home:list.none_found", { query }) : t("home:list.none_title");
  return <EmptyState title={title} detail={t("home:list.none_detail")} />;
}

/** Every meeting the user may see, by period and search. */
export default function MeetingsPage() {
  const { scope, ...address } = useListAddress();
  return scope === null ? <LoadingState /> : <MeetingList scope={scope} {...address} />;
}

interface MeetingListProps extends Omit<ReturnType<typeof useListAddress>, "scope"> {
  scope: MeetingScope;
}

function SeriesOnly({ onAll }: { onAll: () => void }) {
  const { t } = useTranslation();
  return (
    <Group gap="sm" mb="sm">
      {t("home:list.series_only")}
      <Button variant="subtle" onClick={onAll}>
        {t("home:list.series_all")}
      </Button>
    </Group>
  );
}

function MeetingList({ scope, query, unit, series, page, go }: MeetingListProps) {
  const { t } = useTranslation();
  const meetings = useMeetings(scope, query, page, unit, series);
  const mayCreate = useMay("create_meeting");
  const mayAdminister = useMay("administer");
  return (
    <>
      <PageHeader
        title={t("home:list.title")}
        actions={
          mayCreate && (
            <Button component={Link} to="/meetings/new" variant="filled" leftSection={<IconPlus size={18} />}>
              {t("home:list.new")}
            </Button>
          )
        }
      />
      <div className={classes.tools}>
        <SegmentedControl
          aria-label={t("home:list.scope")}
          value={scope}
          onChange={(value) => go({ scope: value })}
          data={MEETING_SCOPES.map((value) => ({ value, label: t(`home:list.scope_${value}`) }))}
          className={classes.scopes ?? ""}
        />
        <SearchInput label={t("home:list.search")} initial={query} onSearch={(value) => go({ query: value }, true)} className={classes.search ?? ""} />
        {(mayCreate || mayAdminister) && (
          <UnitSelect
            aria-label={t("home:list.unit")}
            placeholder={t("home:list.unit")}
            clearable
            value={unit}
            valueName={meetings.data?.items[0]?.unit_name ?? ""}
            onChange={(value) => go({ unit: value ?? "" })}
          />
        )}
      </div>
      {series && <SeriesOnly onAll={() => go({ series: "" })} />}
      <Loadable query={meetings}>
        {(list) => (
          <>
            <ul className={classes.list} aria-busy={meetings.isPlaceholderData}>
              {list.items.map((meeting) => (
                <MeetingLine key={meeting.id} meeting={meeting} />
              ))}
              {list.items.length === 0 && (
                <li>
                  <NoMeetings query={query} />
                </li>
              )}
            </ul>
            {list.total > 0 && <Pager page={list} onPage={(next) => go({ page: String(next) })} />}
          </>
        )}
      </Loadable>
    </>
  );
}
