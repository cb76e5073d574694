import { Button, type ButtonProps } from "@mantine/core";
import { IconFileZip } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** All documents of a meeting that one reads, as one ZIP with an index page. */
export function TakeAllLink({ meetingId, ...rest }: ButtonProps & { meetingId: string }) {
  const { t } = useTranslation();
  return (
    <Button
      component="a"
      href={`/api/meetings/${meetingId}/documents.zip`}
      download
      leftSection={<IconFileZip size={18} aria-hidden />}
      {...rest}
    >
      {t("common:act.take_all")}
    </Button>
  );
}
