import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconBuilding, IconCircleCheck, IconDeviceTablet, IconDoorExit, IconUserCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { clock } from "@/kit/dates";
import { checkIn } from "@/offline/acts";
import { useSubmit, useWaiting } from "@/offline/useQueue";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { LeaveEarly, OutOfMeeting } from "../shared/Leaving";
import { isPresent, openLeave } from "../shared/selectors";
import { useCommand } from "../shared/useCommand";
import { BarButton } from "./BarButton";
import { placeName } from "../shared/place";

/** For who has no camera at hand: the letters under the QR code of a site's screen. */
function CodeForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("meeting");
  const [code, setCode] = useState("");
  const act = useCommand({ done: t("check_in.done"), onDone });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(acts.checkInByCode(code));
      }}
    >
      <Stack gap="xs">
        <TextInput
          label={t("check_in.code")}
          description={t("check_in.code_where")}
          value={code}
          maxLength={20}
          autoComplete="off"
          autoCapitalize="characters"
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" loading={act.isPending} disabled={code.trim() === ""}>
          {t("check_in.send_code")}
        </Button>
      </Stack>
    </form>
  );
}

/** The two ways of being there; the one that is recorded already is not offered again. */
export function CheckInChoice({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("meeting");
  const { id, me } = useMeetingView();
  const act = useSubmit({ done: t("check_in.done"), onDone });
  const site = placeName(me?.site_name ?? "");
  return (
    <Stack>
      <Text>{t("check_in.lead", { name: me?.full_name })}</Text>
      <Button
        size="lg"
        disabled={act.isPending || me?.attendance === "present_in_person"}
        leftSection={<IconBuilding size={22} aria-hidden />}
        onClick={() => act.mutate(checkIn(id, "in_person"))}
      >
        {site ? t("check_in.in_person_at", { site }) : t("check_in.in_person")}
      </Button>
      <Button
        size="lg"
        disabled={act.isPending || me?.attendance === "present_online"}
        leftSection={<IconDeviceTablet size={22} aria-hidden />}
        onClick={() => act.mutate(checkIn(id, "online"))}
      >
        {t("check_in.online")}
      </Button>
      <CodeForm onDone={onDone} />
    </Stack>
  );
}

/** Checks oneself in, or corrects how; the address on the site's QR code opens the question at once. */
export function CheckInButton() {
  const { t } = useTranslation("meeting");
  const { id, me, parts, can } = useMeetingView();
  const unsent = useWaiting(checkIn(id, "online").subject) !== null;
  const [search] = useSearchParams();
  const [open, setOpen] = useState(search.get("check-in") === "1" && !(me && isPresent(me)));
  if (!me) return null;
  const present = isPresent(me);
  if (!present && !can("check_in")) return null;
  const out = openLeave(parts, me.id);
  const Icon = out ? IconDoorExit : present ? IconCircleCheck : IconUserCheck;
  const here = present ? t(`common:attendance.${me.attendance}`) : undefined;
  const close = () => setOpen(false);
  return (
    <>
      <BarButton
        icon={<Icon size={24} stroke={1.75} aria-hidden />}
        tone={present ? "plain" : can("run_meeting") ? "outlined" : "primary"}
        name={t(out ? "leaving.out" : present ? "check_in.present" : "check_in.act")}
        note={unsent ? t("common:waiting.state") : out ? clock(out.left_at) : here}
        disabled={!can("check_in")}
        data-late={present && !out}
        onClick={() => setOpen(true)}
      />
      <Modal opened={open} onClose={close} title={t(out ? "leaving.out" : present ? "check_in.correct" : "check_in.act")}>
        {out ? <OutOfMeeting out={out} onDone={close} /> : <CheckInChoice onDone={close} />}
        {present && !out && (
          <Stack mt="md">
            <LeaveEarly onDone={close} />
          </Stack>
        )}
      </Modal>
    </>
  );
}
