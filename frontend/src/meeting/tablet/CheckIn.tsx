import { Button, Modal, Stack, Text } from "@mantine/core";
import { IconBuilding, IconCircleCheck, IconDeviceTablet, IconUserCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { isPresent } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { BarButton } from "./BarButton";
import { placeName } from "../shared/place";

function CheckInChoice({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("meeting");
  const { me } = useMeetingView();
  const act = useCommand({ done: t("check_in.done"), onDone });
  const site = placeName(me?.site_name ?? "");
  return (
    <Stack>
      <Text>{t("check_in.lead", { name: me?.full_name })}</Text>
      <Button
        size="lg"
        disabled={act.isPending}
        leftSection={<IconBuilding size={22} aria-hidden />}
        onClick={() => act.mutate(acts.checkIn("in_person"))}
      >
        {site ? t("check_in.in_person_at", { site }) : t("check_in.in_person")}
      </Button>
      <Button
        size="lg"
        disabled={act.isPending}
        leftSection={<IconDeviceTablet size={22} aria-hidden />}
        onClick={() => act.mutate(acts.checkIn("online"))}
      >
        {t("check_in.online")}
      </Button>
    </Stack>
  );
}

/** Checks oneself in; the address on the site's QR code opens the question at once. */
export function CheckInButton() {
  const { t } = useTranslation("meeting");
  const { me, can } = useMeetingView();
  const [search] = useSearchParams();
  const [open, setOpen] = useState(search.has("check-in"));
  if (!me) return null;
  if (isPresent(me)) {
    const icon = <IconCircleCheck size={24} stroke={1.75} aria-hidden />;
    return <BarButton icon={icon} name={t("check_in.present")} note={t(`common:attendance.${me.attendance}`)} disabled />;
  }
  if (!can("check_in")) return null;
  return (
    <>
      <BarButton
        icon={<IconUserCheck size={24} stroke={1.75} aria-hidden />}
        tone={can("run_meeting") ? "outlined" : "primary"}
        name={t("check_in.act")}
        onClick={() => setOpen(true)}
      />
      <Modal opened={open} onClose={() => setOpen(false)} title={t("check_in.act")}>
        <CheckInChoice onDone={() => setOpen(false)} />
      </Modal>
    </>
  );
}
