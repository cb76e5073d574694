import { Alert, Button, Modal, Stack } from "@mantine/core";
import { IconCircleCheck, IconQrcode } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { describeProblem } from "@/api/describe";
import { clock } from "@/kit/dates";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { placeName } from "../shared/place";
import { useCommand } from "../shared/useCommand";
import { CheckInChoice } from "./CheckIn";

/** A code that a phone brought; `1` stands for none. */
function scannedCode(search: URLSearchParams): string | null {
  const code = search.get("check-in");
  return code !== null && code.length > 1 ? code : null;
}

function Outcome({ error, onClose }: { error: Error | null; onClose: () => void }) {
  const { t } = useTranslation("meeting");
  const { me, meeting } = useMeetingView();
  if (error) {
    const { title, detail } = describeProblem(error);
    return (
      <Stack>
        <Alert color="accent" role="alert" icon={<IconQrcode aria-hidden />} title={title}>
          {detail}
        </Alert>
        <CheckInChoice onDone={onClose} />
      </Stack>
    );
  }
  const place = placeName(me?.site_name ?? "") || meeting.place;
  const at = me?.checked_in_at ? clock(me.checked_in_at) : "";
  return (
    <Stack>
      <Alert color="ink" role="status" icon={<IconCircleCheck aria-hidden />} title={t("check_in.scanned", { name: me?.full_name })}>
        {t("check_in.scanned_at", { place, at })}
      </Alert>
      <Button variant="filled" onClick={onClose}>
        {t("common:act.close")}
      </Button>
    </Stack>
  );
}

/** Who scanned the code on a site's screen is checked in at once, and told so, or told what is wrong. */
export function ScannedCheckIn() {
  const { t } = useTranslation("meeting");
  const [search, setSearch] = useSearchParams();
  const [open, setOpen] = useState(false);
  const sent = useRef(false);
  const act = useCommand({ silent: true });
  const { mutate } = act;
  useEffect(() => {
    const code = scannedCode(search);
    if (code === null || sent.current) return;
    sent.current = true;
    mutate(acts.checkInByCode(code), { onSettled: () => setOpen(true) });
    setSearch((now) => (now.delete("check-in"), now), { replace: true });
  }, [search, setSearch, mutate]);
  return (
    <Modal opened={open} onClose={() => setOpen(false)} title={t("check_in.act")} data-testid="scanned">
      {open && <Outcome error={act.error} onClose={() => setOpen(false)} />}
    </Modal>
  );
}
