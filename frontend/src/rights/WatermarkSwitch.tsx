import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { setWatermark } from "@/api/rights";
import { useAct } from "@/api/useAct";
import type { OpenMeeting } from "@/app/MeetingGate";
import { isWatermarked } from "./mark";

/** Whether the meeting's documents bear their reader's name. */
export function WatermarkSwitch({ open }: { open: OpenMeeting }) {
  const { t } = useTranslation("rights");
  const set = useAct((on: boolean) => setWatermark(open.meeting.id, on));
  return (
    <Switch
      mb="md"
      label={t("mark.switch")}
      description={t("mark.hint")}
      checked={isWatermarked(open.parts)}
      disabled={set.isPending}
      onChange={(event) => set.mutate(event.currentTarget.checked)}
    />
  );
}
