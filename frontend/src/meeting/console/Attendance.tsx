import { Button, Modal } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SeatMapButton } from "@/seating/SeatMapButton";
import { useMeetingView } from "../shared/context";
import { isHere, isOver, isPresent } from "../shared/selectors";
import { CheckInChoice } from "../tablet/CheckIn";
import { AttendanceList } from "./AttendanceList";
import classes from "./Console.module.css";

/** The secretary is a participant too. */
function OwnCheckIn() {
  const { t } = useTranslation("meeting");
  const { me, meeting, can } = useMeetingView();
  const [open, setOpen] = useState(false);
  if (!me || isPresent(me) || !can("check_in") || isOver(meeting)) return null;
  return (
    <>
      <Button fullWidth mt="xs" leftSection={<IconUserCheck size={20} aria-hidden />} onClick={() => setOpen(true)}>
        {t("check_in.self")}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={t("check_in.self")}>
        <CheckInChoice onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}

/** How many are here, absent and unaccounted for, with the list behind it. */
export function AttendanceSummary() {
  const { t } = useTranslation("meeting");
  const { parts, meeting, viewer } = useMeetingView();
  const [open, setOpen] = useState(false);
  const people = Object.values(parts.participants);
  const counts = {
    present: people.filter((row) => isHere(parts, row)).length,
    absent: people.filter((row) => row.attendance === "absent").length,
    unknown: people.filter((row) => row.attendance === "not_checked").length,
  };
  return (
    <section aria-label={t("attendance.title")}>
      <header className={classes.summaryHead}>
        <h2>{t("attendance.title")}</h2>
        <Button variant="subtle" size="sm" onClick={() => setOpen(true)}>
          {t("attendance.list")}
        </Button>
      </header>
      <dl className={classes.counts}>
        {(["present", "absent", "unknown"] as const).map((kind) => (
          <div key={kind}>
            <dd>{counts[kind]}</dd>
            <dt>{t(`attendance.${kind}`)}</dt>
          </div>
        ))}
      </dl>
      <OwnCheckIn />
      <SeatMapButton parts={parts} meeting={meeting} own={viewer.participant_id} />
      <Modal opened={open} onClose={() => setOpen(false)} title={t("attendance.title")} size="62rem">
        {open && <AttendanceList />}
      </Modal>
    </section>
  );
}
