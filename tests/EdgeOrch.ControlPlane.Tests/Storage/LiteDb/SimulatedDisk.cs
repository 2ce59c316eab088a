using EdgeOrch.ControlPlane.Storage.LiteDb;

namespace EdgeOrch.ControlPlane.Tests.Storage.LiteDb;

/// <summary>Two files on a disk that loses power: of what was not synced, each 4 KiB block survives or not by chance, lengths too.</summary>
internal sealed class SimulatedDisk : IStoreFiles, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SimulatedFile _data;
    private readonly SimulatedFile _log;
    private readonly bool _syncsLog;
    private long _operations;
    private long _failFrom = long.MaxValue;
    private Func<Exception> _failure = () => new IOException("power lost");

    /// <param name="data">The data file's content.</param>
    /// <param name="log">The log file's content.</param>
    /// <param name="syncsLog">Whether a sync of the log does anything: without it, this is the store with that call left out.</param>
    public SimulatedDisk(byte[] data, byte[] log, bool syncsLog = true)
    {
        _data = new SimulatedFile(this, data, syncs: true);
        _log = new SimulatedFile(this, log, syncsLog);
        _syncsLog = syncsLog;
    }

    /// <summary>Writes, syncs and length changes so far.</summary>
    public long Operations
    {
        get
        {
            lock (_gate) return _operations;
        }
    }

    public IRawFile OpenData() => Opened(_data);

    public IRawFile OpenLog() => Opened(_log);

    /// <summary>Lets every operation from the given number of further writes on fail.</summary>
    public void FailAfter(long operations, Func<Exception>? failure = null)
    {
        lock (_gate)
        {
            _failFrom = _operations + operations;
            _failure = failure ?? _failure;
        }
    }

    /// <summary>Lets operations work again.</summary>
    public void Repair()
    {
        lock (_gate) _failFrom = long.MaxValue;
    }

    /// <summary>The disk as it comes up after power was lost now.</summary>
    public SimulatedDisk LosePower(Random random)
    {
        lock (_gate) return new SimulatedDisk(_data.Survivors(random), _log.Survivors(random), _syncsLog);
    }

    public void Dispose()
    {
        _data.Dispose();
        _log.Dispose();
    }

    private SimulatedFile Opened(SimulatedFile file)
    {
        lock (_gate)
        {
            if (_operations >= _failFrom) throw _failure();
            return file;
        }
    }

    private sealed class SimulatedFile(SimulatedDisk disk, byte[] content, bool syncs) : IRawFile
    {
        private const int BlockBytes = 4096;
        private byte[] _durable = content;
        private byte[] _current = [.. content];

        public long Length
        {
            get
            {
                lock (disk._gate) return _current.Length;
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (disk._gate)
            {
                var count = (int)Math.Clamp(_current.Length - offset, 0, buffer.Length);
                _current.AsSpan((int)Math.Min(offset, _current.Length), count).CopyTo(buffer);
                return count;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            lock (disk._gate)
            {
                Step();
                if (offset + bytes.Length > _current.Length) Array.Resize(ref _current, (int)offset + bytes.Length);
                bytes.CopyTo(_current.AsSpan((int)offset));
            }
        }

        public void SetLength(long length)
        {
            lock (disk._gate)
            {
                Step();
                Array.Resize(ref _current, (int)length);
            }
        }

        public void Sync()
        {
            lock (disk._gate)
            {
                Step();
                if (syncs) _durable = [.. _current];
            }
        }

        public void Dispose()
        {
        }

        public byte[] Survivors(Random random)
        {
            var shortest = Math.Min(_durable.Length, _current.Length);
            var longest = Math.Max(_durable.Length, _current.Length);
            var result = new byte[random.Next(3) switch { 0 => _durable.Length, 1 => _current.Length, _ => random.Next(shortest, longest + 1) }];
            var chance = random.NextDouble();
            for (var start = 0; start < result.Length; start += BlockBytes)
            {
                var source = random.NextDouble() < chance ? _current : _durable;
                var count = Math.Clamp(source.Length - start, 0, Math.Min(BlockBytes, result.Length - start));
                if (count > 0) source.AsSpan(start, count).CopyTo(result.AsSpan(start));
            }
            return result;
        }

        private void Step()
        {
            if (++disk._operations > disk._failFrom) throw disk._failure();
        }
    }
}
