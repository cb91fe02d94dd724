// A copy-on-write B+ tree of row references in the order of one index. A snapshot of it is its root: whoever
// writes on under a new edit token copies the nodes it touches.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>Where the last look-up of a series ended. Good for one tree as it was then; any other begins at
/// its
/// root.</summary>
internal sealed class TreePlace
{
    public BPlusTree? Tree { get; set; }

    public long Version { get; set; }

    public TreeNode? Leaf { get; set; }

    public int Index { get; set; }
}

/// <summary>The tree. Writers pass the token of their writing period; cursors keep the root they began
/// with.</summary>
internal sealed class BPlusTree
{
    private const int MergeBelow = TreeNode.Capacity / 4;
    private const int MergeUpTo = TreeNode.Capacity * 3 / 4;

    // The rightmost leaf, while the last change appended to it: rows that come in order need no search.
    private TreeNode? _tail;
    private long _version;

    public BPlusTree(KeyOrder order)
    {
        Order = order;
    }

    private BPlusTree(KeyOrder order, TreeNode? root, int height, long count)
    {
        Order = order;
        Root = root;
        Height = height;
        Count = count;
    }

    public KeyOrder Order { get; }

    public TreeNode? Root { get; private set; }

    /// <summary>Levels of nodes: 1 for a single leaf.</summary>
    public int Height { get; private set; }

    public long Count { get; private set; }

    public BPlusTree Clone() => new(Order, Root, Height, Count);

    /// <summary>Builds a tree from rows that are already in order.</summary>
    /// <param name="duplicate">Called with a row whose key equals its predecessor's, for a unique
    /// order.</param>
    public static BPlusTree Build(KeyOrder order, IReadOnlyList<SqlValue[]> sortedRows, Action<SqlValue[]> duplicate)
    {
        var tree = new BPlusTree(order);
        if (sortedRows.Count == 0)
        {
            return tree;
        }

        var token = new EditToken();
        var level = new List<TreeNode>();
        TreeNode? node = null;
        for (var i = 0; i < sortedRows.Count; i++)
        {
            var row = sortedRows[i];
            if (order.IsUnique && i > 0 && order.CompareKeys(sortedRows[i - 1], row) == 0)
            {
                duplicate(row);
            }

            if (node is null || node.IsFull)
            {
                node = new TreeNode(token, isLeaf: true, Math.Min(TreeNode.Capacity, sortedRows.Count - i));
                level.Add(node);
            }

            node.Insert(node.Count, order.Prefix(row), row, null);
        }

        var height = 1;
        while (level.Count > 1)
        {
            var parents = new List<TreeNode>();
            TreeNode? parent = null;
            foreach (var child in level)
            {
                if (parent is null || parent.IsFull)
                {
                    parent = new TreeNode(token, isLeaf: false, TreeNode.Capacity);
                    parents.Add(parent);
                }

                parent.Insert(parent.Count, child.Prefixes[0], child.Rows[0], child);
            }

            level = parents;
            height++;
        }

        tree.Root = level[0];
        tree.Height = height;
        tree.Count = sortedRows.Count;
        return tree;
    }

    /// <summary>Adds an entry. Returns null, or the existing entry when the key is taken (nothing is changed
    /// then).</summary>
    public SqlValue[]? Insert(SqlValue[] row, EditToken token)
    {
        if (_tail is { IsFull: false } tail && tail.IsOwnedBy(token) && Order.Compare(row, tail.Rows[tail.Count - 1]) > 0)
        {
            tail.Insert(tail.Count, Order.Prefix(row), row, null);
            Count++;
            _version++;
            return null;
        }

        _tail = null;
        _version++;
        if (Root is null)
        {
            Root = new TreeNode(token, isLeaf: true);
            Root.Insert(0, Order.Prefix(row), row, null);
            Height = 1;
            Count = 1;
            return null;
        }

        if (Order.IsUnique && Find(new RowProbe(Order, row, 1)) is { } found && Order.CompareKeys(found, row) == 0)
        {
            return found;
        }

        var probe = new RowProbe(Order, row, 1);
        Root = Root.Own(token);
        var split = InsertInto(Root, in probe, row, token, isRightmost: true);
        if (split is not null)
        {
            var root = new TreeNode(token, isLeaf: false, TreeNode.Capacity);
            root.Insert(0, Root.Prefixes[0], Root.Rows[0], Root);
            root.Insert(1, split.Prefixes[0], split.Rows[0], split);
            Root = root;
            Height++;
        }

        Count++;
        _tail = probe.Prefix >= Root.Prefixes[Root.Count - 1] ? Rightmost(row) : null;
        return null;
    }

    // The rightmost leaf, when it ends with this row.
    private TreeNode? Rightmost(SqlValue[] row)
    {
        var node = Root!;
        while (node.Children is { } children)
        {
            node = children[node.Count - 1];
        }

        return ReferenceEquals(node.Rows[node.Count - 1], row) ? node : null;
    }

    /// <summary>Removes the entry of this row (the row itself or one with the same place in the order). False
    /// when there is none.</summary>
    public bool Delete(SqlValue[] row, EditToken token)
    {
        if (Locate(row) is null)
        {
            return false;
        }

        _tail = null;
        _version++;
        Root = Root!.Own(token);
        DeleteFrom(Root, new RowProbe(Order, row, 1), token);
        while (!Root.IsLeaf && Root.Count == 1)
        {
            Root = Root.Children![0];
            Height--;
        }

        Count--;
        if (Count == 0)
        {
            Root = null;
            Height = 0;
        }

        return true;
    }

    /// <summary>Puts a row in the place of another with the same key. False when that one is not
    /// there.</summary>
    public bool Replace(SqlValue[] oldRow, SqlValue[] newRow, EditToken token)
    {
        if (Locate(oldRow) is null)
        {
            return false;
        }

        var probe = new RowProbe(Order, oldRow, 1);
        _tail = null;
        _version++;
        Root = Root!.Own(token);
        var node = Root;
        while (!node.IsLeaf)
        {
            var slot = node.ChildIndex(in probe);
            var child = node.Children![slot].Own(token);
            node.Children[slot] = child;
            node = child;
        }

        node.Rows[node.LowerBound(in probe) - 1] = newRow;
        return true;
    }

    /// <summary>The entry with the place of this row in the order, if it is the same row id.</summary>
    public SqlValue[]? Locate(SqlValue[] row) =>
        Find(new RowProbe(Order, row, 1)) is { } found
        && KeyOrder.RowId(found) == KeyOrder.RowId(row)
        && Order.Compare(found, row) == 0
            ? found
            : null;

    /// <summary>The last entry that the probe (with tie +1) has passed; the caller checks that it is the one
    /// sought.</summary>
    public SqlValue[]? Find<TProbe>(in TProbe probe)
        where TProbe : IProbe, allows ref struct
    {
        var node = Root;
        if (node is null)
        {
            return null;
        }

        while (node.Children is { } children)
        {
            node = children[node.ChildIndex(in probe)];
        }

        var index = node.LowerBound(in probe) - 1;
        return index < 0 ? null : node.Rows[index];
    }

    /// <summary>As <see cref="Find{TProbe}(in TProbe)"/>, beginning where the last one of the same place
    /// ended: keys that come nearly in order are found without a search from the root.</summary>
    public SqlValue[]? Find<TProbe>(in TProbe probe, TreePlace place)
        where TProbe : IProbe, allows ref struct
    {
        var node = Root;
        if (node is null)
        {
            return null;
        }

        if (ReferenceEquals(place.Tree, this) && place.Version == _version && place is { Leaf: { } leaf, Index: >= 0 })
        {
            // Between two rows of the leaf nothing else of the tree can lie.
            var next = place.Index + 1;
            if (next < leaf.Count && Passes(in probe, leaf, next - 1))
            {
                if (!Passes(in probe, leaf, next))
                {
                    return leaf.Rows[next - 1];
                }

                if (next + 1 < leaf.Count && !Passes(in probe, leaf, next + 1))
                {
                    place.Index = next;
                    return leaf.Rows[next];
                }
            }

            if (Passes(in probe, leaf, 0) && !Passes(in probe, leaf, leaf.Count - 1))
            {
                place.Index = leaf.LowerBound(in probe) - 1;
                return leaf.Rows[place.Index];
            }
        }

        (place.Tree, place.Version) = (this, _version);
        while (node.Children is { } children)
        {
            node = children[node.ChildIndex(in probe)];
        }

        (place.Leaf, place.Index) = (node, node.LowerBound(in probe) - 1);
        return place.Index < 0 ? null : node.Rows[place.Index];
    }

    private static bool Passes<TProbe>(in TProbe probe, TreeNode leaf, int index)
        where TProbe : IProbe, allows ref struct
    {
        var prefix = leaf.Prefixes[index];
        return prefix < probe.Prefix || (prefix == probe.Prefix && probe.CompareTo(leaf.Rows[index]) > 0);
    }

    private static TreeNode? InsertInto(TreeNode node, in RowProbe probe, SqlValue[] row, EditToken token, bool isRightmost)
    {
        if (node.IsLeaf)
        {
            return InsertEntry(node, node.LowerBound(in probe), probe.Prefix, row, null, token, isRightmost);
        }

        var slot = node.ChildIndex(in probe);
        var child = node.Children![slot].Own(token);
        node.Children[slot] = child;
        var split = InsertInto(child, in probe, row, token, isRightmost && slot == node.Count - 1);
        return split is null ? null : InsertEntry(node, slot + 1, split.Prefixes[0], split.Rows[0], split, token, isRightmost);
    }

    // Returns the new right neighbour when the node had to be split. At the right edge of the tree a full
    // node stays full: keys mostly ascend there.
    private static TreeNode? InsertEntry(
        TreeNode node,
        int index,
        long prefix,
        SqlValue[] row,
        TreeNode? child,
        EditToken token,
        bool isRightmost
    )
    {
        if (!node.IsFull)
        {
            node.Insert(index, prefix, row, child);
            return null;
        }

        var right = node.SplitAt(isRightmost && index == node.Count ? node.Count : node.Count / 2, token);
        if (index > node.Count || (index == node.Count && right.Count == 0))
        {
            right.Insert(index - node.Count, prefix, row, child);
        }
        else
        {
            node.Insert(index, prefix, row, child);
        }

        return right;
    }

    private static void DeleteFrom(TreeNode node, in RowProbe probe, EditToken token)
    {
        if (node.IsLeaf)
        {
            node.RemoveAt(node.LowerBound(in probe) - 1);
            return;
        }

        var slot = node.ChildIndex(in probe);
        var child = node.Children![slot].Own(token);
        node.Children[slot] = child;
        DeleteFrom(child, in probe, token);
        if (child.Count == 0)
        {
            node.RemoveAt(slot);
        }
        else if (child.Count < MergeBelow)
        {
            if (slot + 1 < node.Count && child.Count + node.Children[slot + 1].Count <= MergeUpTo)
            {
                Merge(node, slot, token);
            }
            else if (slot > 0 && child.Count + node.Children[slot - 1].Count <= MergeUpTo)
            {
                Merge(node, slot - 1, token);
            }
        }
    }

    private static void Merge(TreeNode parent, int slot, EditToken token)
    {
        var left = parent.Children![slot].Own(token);
        var right = parent.Children[slot + 1];
        parent.Children[slot] = left;
        if (!right.IsLeaf)
        {
            // The first lower bound of an inner node is never looked at and may be out of date; here it
            // becomes one that is.
            right = right.Own(token);
            right.Rows[0] = parent.Rows[slot + 1];
            right.Prefixes[0] = parent.Prefixes[slot + 1];
        }

        left.Append(right);
        parent.RemoveAt(slot + 1);
    }
}
