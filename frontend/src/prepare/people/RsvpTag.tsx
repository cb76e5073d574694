import { IconCheck, IconHourglass, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ParticipantRow } from "@/api/snapshot";
import { StatusTag, type Tone } from "@/kit/StatusTag";

const FACE = {
  pending: { tone: "neutral", Icon: IconHourglass },
  accepted: { tone: "good", Icon: IconCheck },
  declined: { tone: "care", Icon: IconX },
} as const satisfies Record<ParticipantRow["rsvp"], { tone: Tone; Icon: typeof IconCheck }>;

/** What a participant answered to the invitation; the reason of a refusal on hover and for screen readers. */
export function RsvpTag({ row }: { row: ParticipantRow }) {
  const { t } = useTranslation();
  const { tone, Icon } = FACE[row.rsvp];
  return (
    <span title={row.rsvp_reason || undefined}>
      <StatusTag tone={tone} icon={<Icon size={16} aria-hidden />}>
        {t(`prepare:rsvp.${row.rsvp}`)}
      </StatusTag>
    </span>
  );
}
