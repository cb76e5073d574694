import { Button, Stack, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { PrimaryButton } from "@/kit/Buttons";
import { confirmAct } from "@/kit/confirm";
import { notifyRefused } from "@/kit/notify";
import { eraseAll, keeper, vault } from "./browser";
import classes from "./Offline.module.css";
import { PinInput } from "./PinInput";
import { useVault } from "./useKept";
import { MOST_FAILURES } from "./vault";

function useAskErase(): () => void {
  const { t } = useTranslation("offline");
  return () =>
    confirmAct({ title: t("erase_ask"), detail: t("erase_detail"), act: t("erase"), onConfirm: () => void eraseAll() });
}

/** The PIN is asked for; what opens stays open in this tab until it is locked, left or idle. */
export function UnlockCard({ onOpened }: { onOpened?: () => void }) {
  const { t } = useTranslation("offline");
  const state = useVault();
  const askErase = useAskErase();
  const [pin, setPin] = useState("");
  const [trying, setTrying] = useState(false);
  if (state.kind !== "locked") return null;

  async function tryPin(event: SyntheticEvent) {
    event.preventDefault();
    setPin("");
    setTrying(true);
    const outcome = await vault.unlock(pin).finally(() => setTrying(false));
    if (outcome === "open") onOpened?.();
    if (outcome === "erased") notifyRefused(t("erased_by_pin", { count: MOST_FAILURES }));
    if (outcome !== "wrong") void keeper.contact();
  }

  return (
    <form className={classes.unlock} onSubmit={(event) => void tryPin(event)}>
      <Stack>
        <div className={classes.unlockHead}>
          <IconLock size={24} aria-hidden />
          <Text fw={600}>{t("locked_title")}</Text>
        </div>
        <Text c="dimmed">{t("locked_detail")}</Text>
        <PinInput
          label={t("pin")}
          value={pin}
          onChange={(event) => setPin(event.currentTarget.value)}
          error={state.left < MOST_FAILURES ? t("wrong", { count: state.left }) : null}
        />
        <div className={classes.acts}>
          <PrimaryButton type="submit" loading={trying} disabled={pin === ""}>
            {t("open")}
          </PrimaryButton>
          <Button variant="subtle" onClick={askErase}>
            {t("forgotten")}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
