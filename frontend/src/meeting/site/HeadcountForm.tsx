import { Button, Group, NumberInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { acts } from "../shared/acts";
import { useMeetingView } from "../shared/context";
import { useCommand } from "../shared/useCommand";

const MOST = 10_000;

/** How many people are in the room of a site, counted there. */
export function HeadcountForm({ siteId, onDone }: { siteId: string; onDone?: () => void }) {
  const { t } = useTranslation("meeting");
  const { parts } = useMeetingView();
  const [count, setCount] = useState<number | string>(parts.headcounts[siteId]?.count ?? "");
  const act = useCommand({ done: t("headcount.done"), ...(onDone ? { onDone } : {}) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof count === "number") act.mutate(acts.headcount(siteId, count));
      }}
    >
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <NumberInput flex={1} label={t("headcount.label")} min={0} max={MOST} allowDecimal={false} allowNegative={false} value={count} onChange={setCount} />
        <Button type="submit" loading={act.isPending} disabled={typeof count !== "number"}>
          {t("headcount.save")}
        </Button>
      </Group>
    </form>
  );
}
