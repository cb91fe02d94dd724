// A collector's text runs on watched servers as the service's login, and an administrator of the repository
// can give an instance a text of its own. What is sent is therefore parsed first: one batch that reads, and
// writes nothing but its own temporary tables and variables. Least privilege of the login remains what
// protects a server.
using System.Collections.Concurrent;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Orchestrator.Collect.Guard;

/// <summary>Says what in a text is refused.</summary>
public static class CollectorTextGuard
{
    private const int MostRemembered = 500;
    private const int MostRounds = 10;
    private static readonly ConcurrentDictionary<string, IReadOnlyList<TextFault>> Judged = new(StringComparer.Ordinal);

    /// <summary>What is refused in the text, in the order of its lines; empty when it may be sent.</summary>
    public static IReadOnlyList<TextFault> Faults(string text)
    {
        if (Judged.TryGetValue(text, out var known))
        {
            return known;
        }

        if (Judged.Count >= MostRemembered)
        {
            Judged.Clear();
        }

        return Judged[text] = [.. Judge(text).Distinct().OrderBy(f => f.Line)];
    }

    /// <summary>Refuses a text that does more than read.</summary>
    /// <exception cref="CollectorTextException">It does.</exception>
    public static void Check(string text)
    {
        if (Faults(text) is { Count: > 0 } faults)
        {
            throw new CollectorTextException(faults);
        }
    }

    /// <summary>Parses as the oldest server that is supported does.</summary>
    internal static TSqlScript? Parse(string text, int firstLine, List<TextFault> faults)
    {
        using var reader = new StringReader(text);
        var fragment = new TSql130Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        foreach (var error in errors)
        {
            faults.Add(new TextFault(firstLine + error.Line - 1, $"not T-SQL of SQL Server 2016 ({error.Message.TrimEnd('.')})"));
        }

        return errors.Count == 0 ? (TSqlScript)fragment : null;
    }

    private static List<TextFault> Judge(string text)
    {
        List<TextFault> faults = [];
        if (Parse(text, 1, faults) is not { } script)
        {
            return faults;
        }

        if (script.Batches.Count != 1)
        {
            var second = script.Batches.Count > 1 ? script.Batches[1].StartLine : 1;
            return [new TextFault(second, $"{script.Batches.Count} batches; a text is one batch, without GO")];
        }

        // A text that is run may itself fill tables from which another text is built: each round knows the
        // texts that the round before found.
        List<RunText> texts = [];
        for (var round = 1; ; round++)
        {
            faults = [];
            var flows = new TextFlows();
            script.Accept(flows);
            foreach (var known in texts)
            {
                known.Script?.Accept(flows);
            }

            var rules = new ReadOnlyRules(faults, firstLine: 1, new BuiltText(flows, faults));
            script.Accept(rules);
            var found = rules.Built!.Texts;
            if (found.Count == texts.Count)
            {
                return faults;
            }

            if (round == MostRounds)
            {
                return [.. faults, new TextFault(1, "texts that are run and build further texts, too many deep, are refused")];
            }

            texts = found;
        }
    }
}
