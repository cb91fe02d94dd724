// A node of the B+ tree: a leaf holds rows, an inner node the lowest row below each child.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>A node. Changed in place only under the token it was made with.</summary>
internal sealed class TreeNode
{
    public const int Capacity = 64;
    private const int InitialCapacity = 4;

    private readonly EditToken? _owner;

    public TreeNode(EditToken? owner, bool isLeaf, int capacity = InitialCapacity)
    {
        _owner = owner;
        Prefixes = new long[capacity];
        Rows = new SqlValue[capacity][];
        Children = isLeaf ? null : new TreeNode[capacity];
    }

    public int Count { get; private set; }

    /// <summary>Order prefix of each row: searched first.</summary>
    public long[] Prefixes { get; private set; }

    /// <summary>Leaf: the rows. Inner: a lower bound of each child (the first is never looked at).</summary>
    public SqlValue[][] Rows { get; private set; }

    /// <summary>Null in a leaf.</summary>
    public TreeNode[]? Children { get; private set; }

    public bool IsLeaf => Children is null;

    public bool IsFull => Count == Capacity;

    public bool IsOwnedBy(EditToken token) => ReferenceEquals(_owner, token);

    /// <summary>This node if the token owns it, else a copy that it owns.</summary>
    public TreeNode Own(EditToken token)
    {
        if (ReferenceEquals(_owner, token))
        {
            return this;
        }

        var copy = new TreeNode(token, IsLeaf, Math.Min(Capacity, Math.Max(InitialCapacity, Count + (Count >> 1))));
        Array.Copy(Prefixes, copy.Prefixes, Count);
        Array.Copy(Rows, copy.Rows, Count);
        if (Children is not null)
        {
            Array.Copy(Children, copy.Children!, Count);
        }

        copy.Count = Count;
        return copy;
    }

    /// <summary>Index of the first row in [from, Count) that is not below the probe.</summary>
    public int LowerBound<TProbe>(in TProbe probe, int from = 0)
        where TProbe : IProbe, allows ref struct
    {
        var prefix = probe.Prefix;
        var prefixes = Prefixes;
        int low = from,
            high = Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            var p = prefixes[middle];
            if (p < prefix || (p == prefix && probe.CompareTo(Rows[middle]) > 0))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The child in which the first row not below the probe is, or the one just before it.</summary>
    public int ChildIndex<TProbe>(in TProbe probe)
        where TProbe : IProbe, allows ref struct => LowerBound(in probe, 1) - 1;

    public void Insert(int index, long prefix, SqlValue[] row, TreeNode? child)
    {
        if (Count == Rows.Length)
        {
            Grow();
        }

        var tail = Count - index;
        if (tail > 0)
        {
            Array.Copy(Prefixes, index, Prefixes, index + 1, tail);
            Array.Copy(Rows, index, Rows, index + 1, tail);
            if (Children is not null)
            {
                Array.Copy(Children, index, Children, index + 1, tail);
            }
        }

        Prefixes[index] = prefix;
        Rows[index] = row;
        if (Children is not null)
        {
            Children[index] = child!;
        }

        Count++;
    }

    public void RemoveAt(int index)
    {
        Count--;
        var tail = Count - index;
        Array.Copy(Prefixes, index + 1, Prefixes, index, tail);
        Array.Copy(Rows, index + 1, Rows, index, tail);
        Rows[Count] = null!;
        if (Children is not null)
        {
            Array.Copy(Children, index + 1, Children, index, tail);
            Children[Count] = null!;
        }
    }

    /// <summary>Moves the entries from an index on into a new right neighbour.</summary>
    public TreeNode SplitAt(int index, EditToken token)
    {
        var right = new TreeNode(token, IsLeaf, Capacity);
        right.CopyFrom(this, index, Count - index);
        Array.Clear(Rows, index, Count - index);
        if (Children is not null)
        {
            Array.Clear(Children, index, Count - index);
        }

        Count = index;
        return right;
    }

    /// <summary>Appends all entries of the right neighbour; the capacity must suffice.</summary>
    public void Append(TreeNode right)
    {
        while (Rows.Length < Count + right.Count)
        {
            Grow();
        }

        CopyFrom(right, 0, right.Count);
    }

    private void CopyFrom(TreeNode source, int index, int count)
    {
        Array.Copy(source.Prefixes, index, Prefixes, Count, count);
        Array.Copy(source.Rows, index, Rows, Count, count);
        if (Children is not null)
        {
            Array.Copy(source.Children!, index, Children, Count, count);
        }

        Count += count;
    }

    private void Grow()
    {
        var size = Math.Min(Capacity, Rows.Length * 2);
        var prefixes = Prefixes;
        var rows = Rows;
        Array.Resize(ref prefixes, size);
        Array.Resize(ref rows, size);
        Prefixes = prefixes;
        Rows = rows;
        if (Children is { } children)
        {
            Array.Resize(ref children, size);
            Children = children;
        }
    }
}
