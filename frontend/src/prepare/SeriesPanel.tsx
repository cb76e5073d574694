import { Button, Card } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { copyPeopleToSeries, useSeries } from "@/api/copies";
import type { OpenMeeting } from "@/app/MeetingGate";
import { useAct } from "@/api/useAct";
import { confirmAct } from "@/kit/confirm";
import { clockRange, weekdayDate } from "@/kit/dates";
import { notifyDone } from "@/kit/notify";
import { Loadable } from "@/kit/States";
import { MeetingStatusTag } from "@/kit/StatusTag";
import classes from "./copies.module.css";
import { SectionHead } from "./SectionHead";

/** How many meetings of a series an act changed, and how many it left. */
export function useToldOutcome() {
  const { t } = useTranslation();
  return ({ changed, left }: { changed: number; left: unknown[] }) =>
    notifyDone([t("prepare:series.changed", { count: changed }), left.length > 0 && t("prepare:series.left", { count: left.length })].filter(Boolean).join(" "));
}

/** The meetings of the series to which this one belongs. */
export function SeriesPanel({ open, editable }: { open: OpenMeeting; editable: boolean }) {
  const { t } = useTranslation();
  const series = useSeries(open.meeting.id);
  const tell = useToldOutcome();
  const copy = useAct(() => copyPeopleToSeries(open.meeting.id), { onDone: tell, refresh: [["meetings"]] });
  const ask = () =>
    confirmAct({
      title: t("prepare:series.people_ask"),
      detail: t("prepare:series.people_detail"),
      act: t("prepare:series.people"),
      onConfirm: () => copy.mutate(undefined),
    });
  return (
    <>
      <SectionHead title={t("prepare:series.title")} facts="">
        {editable && (
          <Button loading={copy.isPending} onClick={ask}>
            {t("prepare:series.people")}
          </Button>
        )}
      </SectionHead>
      <Card>
        <Loadable query={series}>
          {({ items }) => (
            <ol className={classes.series}>
              {items.map(({ id, series_place, title, status, scheduled_start, scheduled_end }) => (
                <li key={id}>
                  <span className={classes.place}>{t("prepare:series.place", { place: series_place })}</span>
                  {id === open.meeting.id ? <strong>{title}</strong> : <Link to={`/meetings/${id}/prepare?section=general`}>{title}</Link>}
                  <span>{`${weekdayDate(scheduled_start)}, ${clockRange(scheduled_start, scheduled_end)}`}</span>
                  <MeetingStatusTag status={status} />
                </li>
              ))}
            </ol>
          )}
        </Loadable>
      </Card>
    </>
  );
}
