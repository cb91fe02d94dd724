// How commands show things: tables and progress to people at a terminal, plain lines where the output is
// redirected, so that scripts and logs read no escape sequences.
using Spectre.Console;

namespace AxMonitor.Orchestrator.Commands;

/// <summary>The output of a command.</summary>
internal sealed class Terminal
{
    private readonly TextWriter _output;
    private readonly IAnsiConsole? _console;

    private Terminal(TextWriter output, IAnsiConsole? console)
    {
        _output = output;
        _console = console;
    }

    /// <summary>A terminal when the output is the console's and goes to a person.</summary>
    public static Terminal Of(TextWriter output) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected
            ? new(output, AnsiConsole.Console)
            : new(output, null);

    /// <summary>A terminal of a given width, whatever the output is.</summary>
    public static Terminal Of(TextWriter output, int width)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(output),
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
            }
        );
        console.Profile.Width = width;
        return new(output, console);
    }

    /// <summary>Text that may stand in a cell as it is.</summary>
    public static string Escape(string text) => Markup.Escape(text);

    /// <summary>A table at a terminal, or the lines that say the same.</summary>
    /// <param name="columns">Headings.</param>
    /// <param name="rows">Cells, as markup.</param>
    /// <param name="lines">Plain lines.</param>
    public async Task WriteAsync(IReadOnlyList<string> columns, IEnumerable<string[]> rows, IEnumerable<string> lines)
    {
        if (_console is null)
        {
            foreach (var line in lines)
            {
                await _output.WriteLineAsync(line);
            }

            return;
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns([.. columns]);
        foreach (var row in rows)
        {
            table.AddRow(row);
        }

        _console.Write(table);
    }

    /// <summary>Does something that takes a while; at a terminal the step it is at is shown
    /// meanwhile.</summary>
    /// <param name="work">Gets what reports the next step.</param>
    public Task<T> WithProgressAsync<T>(Func<Action<string>, Task<T>> work) =>
        _console is null
            ? work(_ => { })
            : _console.Status().StartAsync("…", status => work(step => status.Status = Markup.Escape(step)));

    /// <summary>Does something that says how far it is: a bar at a terminal, else a line for every tenth of
    /// it.</summary>
    /// <param name="work">Gets what reports percent (null: not known) and a text.</param>
    public Task<T> WithBarAsync<T>(Func<Action<int?, string>, Task<T>> work)
    {
        if (_console is null)
        {
            int? told = -1;
            return work(
                (percent, text) =>
                {
                    if (percent / 10 != told)
                    {
                        told = percent / 10;
                        _output.WriteLine(text);
                    }
                }
            );
        }

        return _console
            .Progress()
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask("…");
                return work(
                    (percent, text) =>
                    {
                        task.IsIndeterminate = percent is null;
                        task.Value = percent ?? 0;
                        task.Description = Markup.Escape(text);
                    }
                );
            });
    }
}
