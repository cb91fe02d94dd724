// Walks rows of an index range in order. One concrete class, so that calls in inner loops are direct.
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Storage;

/// <summary>Forward-only cursor over a snapshot of a tree. Usage: while (cursor.MoveNext()) { var row = cursor.Current; }</summary>
public sealed class RowCursor
{
    private readonly KeyOrder _order;
    private readonly bool _backward;

    // The far end of the range: a partial key and whether equal entries lie within; null for none.
    private readonly SqlValue[]? _end;
    private readonly bool _endInclusive;
    private readonly TreeNode[] _path;
    private readonly int[] _slots;
    private TreeNode? _leaf;
    private int _index;
    private int _limit;
    private bool _lastLeaf;

    internal RowCursor(BPlusTree tree, bool backward, SqlValue[]? start, bool startInclusive, SqlValue[]? end, bool endInclusive)
    {
        _order = tree.Order;
        _backward = backward;
        _end = end;
        _endInclusive = endInclusive;
        var depth = Math.Max(0, tree.Height - 1);
        _path = depth == 0 ? [] : new TreeNode[depth];
        _slots = depth == 0 ? [] : new int[depth];
        if (tree.Root is { } root)
        {
            Position(root, start, startInclusive);
        }
    }

    /// <summary>The row MoveNext moved to.</summary>
    public SqlValue[] Current { get; private set; } = [];

    public bool MoveNext()
    {
        while (true)
        {
            if (_leaf is null)
            {
                return false;
            }

            if (_backward ? _index > _limit : _index < _limit)
            {
                Current = _backward ? _leaf.Rows[--_index] : _leaf.Rows[_index++];
                return true;
            }

            NextLeaf();
        }
    }

    /// <summary>The next run of rows, as many as lie together in memory; empty at the end. Do not mix with MoveNext. Backward cursors give runs of one.</summary>
    public ReadOnlySpan<SqlValue[]> NextRun()
    {
        if (_backward)
        {
            return MoveNext() ? new ReadOnlySpan<SqlValue[]>(_leaf!.Rows, _index, 1) : default;
        }

        while (_leaf is not null && _index >= _limit)
        {
            NextLeaf();
        }

        if (_leaf is null)
        {
            return default;
        }

        var run = new ReadOnlySpan<SqlValue[]>(_leaf.Rows, _index, _limit - _index);
        _index = _limit;
        return run;
    }

    private void Position(TreeNode root, SqlValue[]? start, bool startInclusive)
    {
        // Forward: before equal entries when inclusive. Backward: past them when inclusive.
        var tie = startInclusive == _backward ? 1 : -1;
        var node = root;
        for (var level = 0; node.Children is { } children; level++)
        {
            var slot = start is null ? (_backward ? node.Count - 1 : 0) : node.ChildIndex(new KeyProbe(_order, start, tie));
            _path[level] = node;
            _slots[level] = slot;
            node = children[slot];
        }

        var index = start is null ? (_backward ? node.Count : 0) : node.LowerBound(new KeyProbe(_order, start, tie));
        Enter(node, index);
    }

    private void Enter(TreeNode leaf, int index)
    {
        _leaf = leaf;
        _index = index;
        if (_end is null)
        {
            _limit = _backward ? 0 : leaf.Count;
            return;
        }

        // The whole leaf is within the range when its outermost row is: one comparison per leaf.
        var tie = _endInclusive == _backward ? -1 : 1;
        var probe = new KeyProbe(_order, _end, tie);
        if (_backward)
        {
            var first = leaf.Rows[0];
            _limit = probe.CompareTo(first) < 0 ? 0 : leaf.LowerBound(in probe);
            _lastLeaf = _limit > 0;
        }
        else
        {
            var last = leaf.Rows[leaf.Count - 1];
            _limit = probe.CompareTo(last) > 0 ? leaf.Count : leaf.LowerBound(in probe);
            _lastLeaf = _limit < leaf.Count;
        }
    }

    private void NextLeaf()
    {
        var level = _path.Length - 1;
        while (!_lastLeaf && level >= 0)
        {
            var slot = _slots[level] + (_backward ? -1 : 1);
            if (slot >= 0 && slot < _path[level].Count)
            {
                _slots[level] = slot;
                Descend(level, _path[level].Children![slot]);
                return;
            }

            level--;
        }

        _leaf = null;
    }

    private void Descend(int level, TreeNode node)
    {
        while (node.Children is { } children)
        {
            level++;
            _path[level] = node;
            var slot = _backward ? node.Count - 1 : 0;
            _slots[level] = slot;
            node = children[slot];
        }

        Enter(node, _backward ? node.Count : 0);
    }
}
