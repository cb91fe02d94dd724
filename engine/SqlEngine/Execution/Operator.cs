// A plan operator. Plans are immutable and shared; what changes while one runs lives in cursors and in the
// frame. The life of one SELECT, last part (the others are in Binder.cs and Planner.cs):
//
//   SelectRun -- Open(frame) --> Sort's cursor -- Open(frame) --> IndexSeek's cursor
//                                                                   |
//   frame.Rows[0] = (3, 7, 15)  <-- Next() fills the slot ----------+      rows come one by one
//       |  the projection's closure reads frame.Rows[0][0]
//       v
//   IResultSink.Row(3)
namespace AxMonitor.Engine.Execution;

/// <summary>A node of a plan: opened on a frame it yields rows by filling its slots.</summary>
internal abstract class Operator
{
    protected Operator(IReadOnlyList<int> slots) => Slots = [.. slots];

    /// <summary>The frame slots that hold this operator's current row.</summary>
    public int[] Slots { get; }

    public abstract Cursor Open(Frame frame);

    /// <summary>A guess of how many rows will come, from the tables as they are now.</summary>
    public virtual double Estimate(Frame frame) => 100;

    /// <summary>A guess of the work to get all rows, in rows touched.</summary>
    public virtual double Cost(Frame frame) => Estimate(frame);

    /// <summary>A short line for explaining plans in tests.</summary>
    public abstract string Describe();
}

/// <summary>Yields an operator's rows one after the other.</summary>
internal abstract class Cursor
{
    /// <summary>Fills the operator's slots with the next row; false at the end.</summary>
    public abstract bool Next();
}
