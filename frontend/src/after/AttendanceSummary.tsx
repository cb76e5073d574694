import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AttendanceStatus } from "@/api/snapshot";
import type { OpenMeeting } from "@/app/MeetingGate";
import { attendanceCounts } from "./attendance";
import { Panel } from "./Panel";
import classes from "./Records.module.css";

const FILES = [["people", "csv"], ["people", "xlsx"], ["sites", "xlsx"]] as const;
const SHOWN: AttendanceStatus[] = ["present_in_person", "present_online", "absent", "not_checked"];

function Absent({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const absent = Object.values(open.parts.participants).filter(({ attendance }) => attendance === "absent");
  if (absent.length === 0) return null;
  return (
    <ul className={classes.records}>
      {absent.map((row) => (
        <li key={row.id} className={classes.record}>
          <span className={classes.question}>{row.full_name}</span>
          <span className={classes.about}>{row.attendance_reason || t("after:attendance.no_reason")}</span>
        </li>
      ))}
    </ul>
  );
}

/** Who was there: the figures, those absent by name with their reason, and the list to take away. */
export function AttendanceSummary({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation();
  const counts = attendanceCounts(Object.values(open.parts.participants));
  return (
    <Panel title={t("after:attendance.title")} facts={t("after:attendance.count", { count: Object.keys(open.parts.participants).length })}>
      <div className={classes.counts}>
        {SHOWN.map((status) => (
          <span key={status} className={classes.count}>
            <b>{counts[status]}</b> {t(`attendance.${status}`)}
          </span>
        ))}
      </div>
      <Absent open={open} />
      {open.viewer.can.includes("manage_attendance") && (
        <Group gap="sm" mt="sm">
          {FILES.map(([of, form]) => (
            <Button
              key={of + form}
              component="a"
              href={`/api/meetings/${open.meeting.id}/attendance.${form}?of=${of}`}
              download
              leftSection={<IconDownload size={18} aria-hidden />}
            >
              {t(of === "people" ? "after:attendance.export" : "after:attendance.export_sites")} ({form.toUpperCase()})
            </Button>
          ))}
        </Group>
      )}
    </Panel>
  );
}
