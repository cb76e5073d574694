/** Prints a PDF by the browser's own viewer, in a frame that nobody sees; the frame goes with the next print. */
export function printPdf(file: Blob): void {
  document.getElementById(FRAME)?.remove();
  const address = URL.createObjectURL(file);
  const frame = document.createElement("iframe");
  frame.id = FRAME;
  frame.style.cssText = "position:fixed;width:0;height:0;border:0;visibility:hidden";
  frame.addEventListener("load", () => {
    URL.revokeObjectURL(address);
    frame.contentWindow?.print();
  });
  frame.src = address;
  document.body.append(frame);
}

const FRAME = "print-frame";
