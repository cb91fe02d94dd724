// A hash table from key values to row numbers, for joins, grouping, DISTINCT and set operations. Open chains
// in flat arrays.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>Maps keys of one or more values to entries numbered from 0 in order of insertion.</summary>
internal sealed class HashIndex(IValueComparer[] comparers)
{
    private readonly int _width = comparers.Length;

    /// <summary>One key that compares as an integer, by far the most frequent case: no call per
    /// comparison.</summary>
    private readonly bool _isInteger = comparers is [var only] && KeySort.IsInteger(only);
    private int[] _buckets = new int[16];
    private int[] _tails = new int[16];
    private int[] _next = new int[16];
    private int[] _hashes = new int[16];
    private SqlValue[] _keys = new SqlValue[16 * Math.Max(1, comparers.Length)];

    public int Count { get; private set; }

    /// <summary>Hash of a key; NULLs hash alike.</summary>
    public int Hash(ReadOnlySpan<SqlValue> key)
    {
        if (_isInteger)
        {
            return key[0].IsNull ? 0 : (int)(((ulong)key[0].Bits * 0x9E3779B97F4A7C15UL) >> 32);
        }

        var hash = 17;
        for (var i = 0; i < _width; i++)
        {
            hash = unchecked((hash * 31) + (key[i].IsNull ? 0 : comparers[i].Hash(key[i])));
        }

        return unchecked(hash ^ (int)((uint)hash >> 15));
    }

    /// <summary>Adds an entry even when the key is there already.</summary>
    public int Add(ReadOnlySpan<SqlValue> key, int hash)
    {
        if (Count == _next.Length)
        {
            Grow();
        }

        var entry = Count++;
        _hashes[entry] = hash;
        Append(entry, hash);
        key[.._width].CopyTo(_keys.AsSpan(entry * _width));
        return entry;
    }

    /// <summary>First entry with an equal key (NULL equals NULL), or -1. Equal keys come in order of
    /// insertion.</summary>
    public int Find(ReadOnlySpan<SqlValue> key, int hash) => Walk(_buckets[hash & (_buckets.Length - 1)] - 1, key, hash);

    /// <summary>The next entry with an equal key after <paramref name="entry"/>, or -1.</summary>
    public int FindNext(int entry, ReadOnlySpan<SqlValue> key, int hash) => Walk(_next[entry] - 1, key, hash);

    public SqlValue Key(int entry, int column) => _keys[(entry * _width) + column];

    private int Walk(int entry, ReadOnlySpan<SqlValue> key, int hash)
    {
        if (_isInteger)
        {
            var bits = key[0].Bits;
            var isNull = key[0].IsNull;
            var keys = _keys;
            while (entry >= 0 && (keys[entry].Bits != bits || keys[entry].IsNull != isNull))
            {
                entry = _next[entry] - 1;
            }

            return entry;
        }

        while (entry >= 0)
        {
            if (_hashes[entry] == hash && SameKey(entry, key))
            {
                return entry;
            }

            entry = _next[entry] - 1;
        }

        return -1;
    }

    private bool SameKey(int entry, ReadOnlySpan<SqlValue> key)
    {
        var at = entry * _width;
        for (var i = 0; i < _width; i++)
        {
            ref readonly var a = ref _keys[at + i];
            if (a.IsNull || key[i].IsNull)
            {
                if (a.IsNull != key[i].IsNull)
                {
                    return false;
                }
            }
            else if (!comparers[i].Equals(a, key[i]))
            {
                return false;
            }
        }

        return true;
    }

    private void Grow()
    {
        var size = _next.Length * 2;
        Array.Resize(ref _next, size);
        Array.Resize(ref _hashes, size);
        Array.Resize(ref _keys, size * Math.Max(1, _width));
        _buckets = new int[size];
        _tails = new int[size];
        for (var i = 0; i < Count; i++)
        {
            Append(i, _hashes[i]);
        }
    }

    private void Append(int entry, int hash)
    {
        var at = hash & (_buckets.Length - 1);
        _next[entry] = 0;
        if (_buckets[at] == 0)
        {
            _buckets[at] = entry + 1;
        }
        else
        {
            _next[_tails[at] - 1] = entry + 1;
        }

        _tails[at] = entry + 1;
    }
}
