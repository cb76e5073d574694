import { Button, Modal } from "@mantine/core";
import { IconArmchair, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { MeetingRow, Parts } from "@/api/snapshot";
import { SeatingPanel } from "./SeatingPanel";

interface ButtonProps {
  parts: Parts;
  meeting: MeetingRow;
  own: string | null;
}

/** Opens the seat map over a screen of the meeting; nothing where no room was chosen. */
export function SeatMapButton({ parts, meeting, own }: ButtonProps) {
  const { t } = useTranslation("seating");
  const [isOpen, setOpen] = useState(false);
  if (Object.keys(parts.seat_maps).length === 0) return null;
  return (
    <>
      <Button fullWidth mt="xs" leftSection={<IconArmchair size={20} aria-hidden />} onClick={() => setOpen(true)}>
        {t("title")}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t("title")} size="min(96vw, 100rem)">
        {isOpen && <SeatingPanel parts={parts} meeting={meeting} own={own} />}
        <Button mt="md" component={Link} to={`/meetings/${meeting.id}/seats`} target="_blank" leftSection={<IconPrinter size={18} aria-hidden />}>
          {t("open_page")}
        </Button>
      </Modal>
    </>
  );
}
