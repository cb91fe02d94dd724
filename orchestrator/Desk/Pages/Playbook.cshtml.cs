// A playbook: what to do about a kind of trouble.
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace AxMonitor.Orchestrator.Desk.Pages;

/// <summary>/playbooks/NAME.</summary>
public sealed class PlaybookModel(PlaybookStore playbooks) : DeskPage
{
    public override string Title => "Playbook";

    public IHtmlContent? Text { get; private set; }

    public IActionResult OnGet(string name) => (Text = playbooks.Find(name)) is null ? NotFound() : Page();
}
