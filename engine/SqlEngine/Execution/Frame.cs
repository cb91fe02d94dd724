// The state of one running statement: the current row of every source, variables, and what operators remember
// between re-opens. Operators fill row slots; compiled expressions read them. Joined rows are never copied
// together.
using System.Runtime.CompilerServices;
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>Evaluates a compiled expression against the current rows.</summary>
internal delegate SqlValue Eval(Frame frame);

/// <summary>Evaluates a compiled condition: 1 true, 0 false, -1 unknown.</summary>
internal delegate int Test(Frame frame);

/// <summary>One execution's rows and memory. Not thread-safe.</summary>
internal sealed class Frame
{
    /// <summary>A row of NULLs wide enough for every source: what an outer join shows for a missing
    /// side.</summary>
    public static readonly SqlValue[] NullRow = new SqlValue[4200];

    private int _steps;
    private int _row;
    private Dictionary<SequenceRef, (int Row, SqlValue Value)>? _sequences;
    private Dictionary<SequenceRef, List<SqlValue>>? _ordered;

    public Frame(IExecutionContext context, int slots, int caches)
    {
        Context = context;
        Variables = context.Variables;
        Cancellation = context.CancellationToken;
        Rows = new SqlValue[slots][];
        Array.Fill(Rows, NullRow);
        Cache = new object?[caches];
    }

    public SqlValue[][] Rows { get; }

    public SqlValue[] Variables { get; }

    public IExecutionContext Context { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Per operator or subquery: hash tables, materialised rows, results that do not depend on outer
    /// rows.</summary>
    public object?[] Cache { get; }

    /// <summary>Begins a new row of the statement's result: sequences named in it give new values.</summary>
    public void NextRow() => _row++;

    /// <summary>NEXT VALUE FOR without OVER: the same value for the whole row.</summary>
    public SqlValue NextValue(SequenceRef sequence)
    {
        _sequences ??= [];
        if (!_sequences.TryGetValue(sequence, out var use) || use.Row != _row)
        {
            _sequences[sequence] = use = (_row, Context.NextValue(sequence));
        }

        return use.Value;
    }

    /// <summary>NEXT VALUE FOR with OVER: the value that belongs to a place in its order.</summary>
    public SqlValue NextValue(SequenceRef sequence, long rank)
    {
        _ordered ??= [];
        if (!_ordered.TryGetValue(sequence, out var values))
        {
            _ordered.Add(sequence, values = []);
        }

        while (values.Count < rank)
        {
            values.Add(Context.NextValue(sequence));
        }

        return values[(int)rank - 1];
    }

    /// <summary>Called once per row by the sources; looks at the token now and then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step()
    {
        if ((++_steps & 0x3FF) == 0)
        {
            Cancellation.ThrowIfCancellationRequested();
        }
    }
}
