import { IconCheck, IconHourglass, IconX } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { ParticipantRow } from "@/api/snapshot";
import { StatusTag, type Tone } from "@/kit/StatusTag";

const FACE = {
  pending: { tone: "neutral", Icon: IconHourglass },
  accepted: { tone: "good", Icon: IconCheck },
  declined: { tone: "care", Icon: IconX },
} as const satisfies Record<ParticipantRow["rsvp"], { tone: Tone; Icon: typeof IconCheck }>;

function wordOf({ rsvp, rsvp_manner, absence }: ParticipantRow, t: TFunction): string {
  if (rsvp_manner) return t(`prepare:rsvp.manner.${rsvp_manner}`);
  return absence ? t(`prepare:rsvp.absence.${absence}`) : t(`prepare:rsvp.${rsvp}`);
}

/** What a participant answered to the invitation: how they come, or what became of their absence. */
export function RsvpTag({ row }: { row: ParticipantRow }) {
  const { t } = useTranslation();
  const { tone, Icon } = FACE[row.rsvp];
  return (
    <StatusTag tone={row.absence === "approved" ? "neutral" : tone} icon={<Icon size={16} aria-hidden />}>
      {wordOf(row, t)}
    </StatusTag>
  );
}
