// Rows kept for later: for each, the arrays of the slots that make it up. Nothing is copied.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>A list of saved frame positions.</summary>
/// <param name="slots">What makes up a row.</param>
/// <param name="expected">How many rows are expected; 0 when nothing but a guess is known.</param>
internal sealed class RowBuffer(int[] slots, double expected = 0)
{
    private const int MostExpected = 4_000_000;

    private readonly List<SqlValue[]> _rows = new((int)Math.Min(expected * slots.Length, MostExpected));

    /// <summary>For how many rows room was made from the start.</summary>
    public int Capacity { get; } = (int)Math.Min(expected, MostExpected);

    public int Count { get; private set; }

    public void Add(Frame frame)
    {
        foreach (var slot in slots)
        {
            _rows.Add(frame.Rows[slot]);
        }

        Count++;
    }

    /// <summary>Makes row number <paramref name="index"/> current again.</summary>
    public void Load(int index, Frame frame)
    {
        var at = index * slots.Length;
        foreach (var slot in slots)
        {
            frame.Rows[slot] = _rows[at++];
        }
    }

    public static RowBuffer Read(Operator source, Frame frame)
    {
        var buffer = new RowBuffer(source.Slots);
        var cursor = source.Open(frame);
        while (cursor.Next())
        {
            buffer.Add(frame);
        }

        return buffer;
    }
}
