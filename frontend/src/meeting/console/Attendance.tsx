import { Anchor, Button, Menu, Modal, Table, TextInput } from "@mantine/core";
import { IconChevronDown, IconDownload, IconUserCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AttendanceStatus, ParticipantRow } from "@/live";
import { plain } from "../reader/search";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { isOver, isPresent, participantsByName } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { CheckInChoice } from "../tablet/CheckIn";
import classes from "./Console.module.css";
import { placeName } from "../shared/place";

const MARKS: AttendanceStatus[] = ["present_in_person", "present_online", "absent", "not_checked"];

function ReasonForm({ row, onClose }: { row: ParticipantRow; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const [reason, setReason] = useState("");
  const act = useCommand({ onDone: onClose });
  return (
    <form
      className={classes.reason}
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(acts.mark(row.id, { status: "absent", reason }));
      }}
    >
      <TextInput label={t("attendance.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autoFocus />
      <Button type="submit" loading={act.isPending}>
        {t("attendance.mark_absent")}
      </Button>
    </form>
  );
}

function MarkMenu({ row }: { row: ParticipantRow }) {
  const { t } = useTranslation("meeting");
  const [asking, setAsking] = useState(false);
  const act = useCommand();
  const mark = (status: AttendanceStatus) =>
    status === "absent" ? setAsking(true) : act.mutate(acts.mark(row.id, { status, reason: "" }));
  if (asking) return <ReasonForm row={row} onClose={() => setAsking(false)} />;
  return (
    <Menu>
      <Menu.Target>
        <Button
          size="sm"
          loading={act.isPending}
          rightSection={<IconChevronDown size={16} aria-hidden />}
          aria-label={t("attendance.mark_name", { name: row.full_name })}
        >
          {t("attendance.mark")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {MARKS.filter((status) => status !== row.attendance).map((status) => (
          <Menu.Item key={status} onClick={() => mark(status)}>
            {t(`common:attendance.${status}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Row({ row }: { row: ParticipantRow }) {
  const { t } = useTranslation("meeting");
  const { can } = useMeetingView();
  return (
    <Table.Tr>
      <Table.Td>
        <strong>{row.full_name}</strong>
        <div className={classes.meta}>{[row.position, placeName(row.site_name)].filter(Boolean).join(" · ")}</div>
      </Table.Td>
      <Table.Td>{t(`common:role.${row.role}`)}</Table.Td>
      <Table.Td>
        {t(`common:attendance.${row.attendance}`)}
        {row.attendance_reason && <div className={classes.meta}>{row.attendance_reason}</div>}
      </Table.Td>
      <Table.Td>{can("manage_attendance") && <MarkMenu row={row} />}</Table.Td>
    </Table.Tr>
  );
}

function AttendanceList() {
  const { t } = useTranslation("meeting");
  const { id, parts } = useMeetingView();
  const [words, setWords] = useState("");
  const wanted = plain(words.normalize("NFC").trim());
  const people = participantsByName(parts).filter((row) => plain(`${row.full_name} ${row.site_name}`.normalize("NFC")).includes(wanted));
  return (
    <>
      <div className={classes.pair}>
        <TextInput aria-label={t("attendance.search")} placeholder={t("attendance.search")} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
        <Anchor href={`/api/meetings/${id}/attendance.csv`} download className={classes.export}>
          <IconDownload size={18} aria-hidden /> {t("attendance.export")}
        </Anchor>
      </div>
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("attendance.name")}</Table.Th>
              <Table.Th>{t("attendance.role")}</Table.Th>
              <Table.Th>{t("attendance.status")}</Table.Th>
              <Table.Th>
                <span className={classes.hidden}>{t("attendance.mark")}</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

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
  const { parts } = useMeetingView();
  const [open, setOpen] = useState(false);
  const people = Object.values(parts.participants);
  const counts = {
    present: people.filter(isPresent).length,
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
      <Modal opened={open} onClose={() => setOpen(false)} title={t("attendance.title")} size="xl">
        {open && <AttendanceList />}
      </Modal>
    </section>
  );
}
