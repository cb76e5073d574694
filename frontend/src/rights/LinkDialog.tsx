import { Button, CopyButton, Group, Modal, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { IconLink, IconX } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ADDRESSES_KEY, revokeAddress, useOwnAddresses, type Address } from "@/api/addresses";
import { useAct } from "@/api/useAct";
import { IconButton, PrimaryButton } from "@/kit/Buttons";
import { clock } from "@/kit/dates";
import { Loadable } from "@/kit/States";
import classes from "./rights.module.css";

const MINUTES = [5, 15, 60];

function AddressLine({ address }: { address: Address }) {
  const { t } = useTranslation("rights");
  const revoke = useAct(() => revokeAddress(address.id), { done: t("link.revoked"), refresh: [ADDRESSES_KEY] });
  const whole = `${window.location.origin}${address.address}`;
  const times = address.times > 0 ? t("link.times", { count: address.times }) : t("link.not_opened");
  return (
    <div className={classes.right} data-testid="address">
      <div className={classes.head}>
        <span>{address.title}</span>
        <IconButton label={t("link.revoke", { title: address.title })} disabled={revoke.isPending} onClick={() => revoke.mutate(undefined)}>
          <IconX size={18} aria-hidden />
        </IconButton>
      </div>
      <p className={classes.facts}>{[t(`link.what.${address.what}`), t("link.until", { at: clock(address.expires_at) }), times].join(" · ")}</p>
      <Group gap="xs" wrap="nowrap">
        <TextInput className={classes.address ?? ""} aria-label={t("link.address")} readOnly value={whole} onFocus={(event) => event.currentTarget.select()} />
        <CopyButton value={whole}>
          {({ copied, copy }) => <Button onClick={copy}>{t(copied ? "link.copied" : "link.copy")}</Button>}
        </CopyButton>
      </Group>
    </div>
  );
}

interface LinkDialogProps {
  title: string;
  /** The id of what the addresses open. */
  subject: string;
  make: (minutes: number) => Promise<Address>;
  onClose: () => void;
}

/** Makes an address that opens one document for some minutes, and shows one's own until they end. */
export function LinkDialog({ title, subject, make, onClose }: LinkDialogProps) {
  const { t } = useTranslation("rights");
  const label = useId();
  const [minutes, setMinutes] = useState(MINUTES[0] ?? 5);
  const own = useOwnAddresses();
  const act = useAct(() => make(minutes), { refresh: [ADDRESSES_KEY] });
  return (
    <Modal opened onClose={onClose} title={t("link.open")} size="lg">
      <Stack>
        <Text fw={600}>{title}</Text>
        <Text size="sm">{t("link.hint")}</Text>
        <Group justify="space-between" align="end">
          <div>
            <Text fw={600} size="sm" id={label}>
              {t("link.minutes")}
            </Text>
            <SegmentedControl
              aria-labelledby={label}
              value={String(minutes)}
              onChange={(chosen) => setMinutes(Number(chosen))}
              data={MINUTES.map((count) => ({ value: String(count), label: t("link.for", { count }) }))}
            />
          </div>
          <PrimaryButton loading={act.isPending} onClick={() => act.mutate(undefined)}>
            {t("link.make")}
          </PrimaryButton>
        </Group>
        <Loadable query={own}>
          {({ items }) => {
            const here = items.filter((address) => address.subject === subject);
            const others = items.filter((address) => address.subject !== subject);
            return (
              <Stack gap="xs">
                {here.length === 0 && <Text size="sm">{t("link.none")}</Text>}
                {here.map((address) => (
                  <AddressLine key={address.id} address={address} />
                ))}
                {others.length > 0 && (
                  <Text fw={600} size="sm">
                    {t("link.others")}
                  </Text>
                )}
                {others.map((address) => (
                  <AddressLine key={address.id} address={address} />
                ))}
              </Stack>
            );
          }}
        </Loadable>
      </Stack>
    </Modal>
  );
}

/** Opens that dialog; `compact`: without words, where there is little room. */
export function LinkButton({ compact = false, ...props }: Omit<LinkDialogProps, "onClose"> & { compact?: boolean }) {
  const { t } = useTranslation("rights");
  const [opened, setOpened] = useState(false);
  return (
    <>
      {compact ? (
        <IconButton label={t("link.open")} onClick={() => setOpened(true)}>
          <IconLink size={20} aria-hidden />
        </IconButton>
      ) : (
        <Button leftSection={<IconLink size={18} aria-hidden />} onClick={() => setOpened(true)}>
          {t("link.open")}
        </Button>
      )}
      {opened && <LinkDialog {...props} onClose={() => setOpened(false)} />}
    </>
  );
}
