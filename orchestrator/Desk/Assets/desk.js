// Times in the reader's own zone, with UTC on hover; a question before what cannot be undone; the progress of
// jobs while they run. Pages work without it.
for (const time of document.querySelectorAll("time[datetime]")) {
  const at = new Date(time.dateTime);
  if (!Number.isNaN(at.getTime())) {
    time.title = time.textContent;
    time.textContent = at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
  }
}

for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.ask)) {
      event.preventDefault();
    }
  });
}

for (const bar of document.querySelectorAll("[data-events]")) {
  const events = new EventSource(bar.dataset.events);
  events.addEventListener("message", (event) => {
    const job = JSON.parse(event.data);
    bar.querySelector("progress").value = job.percentDone ?? 0;
    bar.querySelector("[role=status]").textContent = job.line;
    if (!job.isActive) {
      events.close();
      window.location.reload();
    }
  });
}
