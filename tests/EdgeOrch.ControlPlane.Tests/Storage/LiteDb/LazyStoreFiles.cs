using EdgeOrch.ControlPlane.Storage.LiteDb;

namespace EdgeOrch.ControlPlane.Tests.Storage.LiteDb;

/// <summary>Files whose log is written some writes later, from this process's memory: a store that acknowledges too early.</summary>
internal sealed class LazyStoreFiles(IStoreFiles inner) : IStoreFiles
{
    public IRawFile OpenData() => inner.OpenData();

    public IRawFile OpenLog() => new LazyFile(inner.OpenLog());

    private sealed class LazyFile(IRawFile inner) : IRawFile
    {
        private const int Most = 16;
        private readonly Lock _gate = new();
        private readonly List<(long Offset, byte[] Bytes)> _pending = [];

        public long Length
        {
            get
            {
                lock (_gate) return _pending.Select(write => write.Offset + write.Bytes.Length).Append(inner.Length).Max();
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (_gate)
            {
                var read = inner.Read(offset, buffer);
                // The log is written and read in whole frames.
                foreach (var (at, bytes) in _pending.Where(write => write.Offset <= offset).ToList())
                {
                    var from = (int)(offset - at);
                    if (from >= bytes.Length) continue;
                    var count = Math.Min(bytes.Length - from, buffer.Length);
                    bytes.AsSpan(from, count).CopyTo(buffer);
                    read = Math.Max(read, count);
                }
                return read;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            lock (_gate)
            {
                _pending.Add((offset, bytes.ToArray()));
                if (_pending.Count > Most) WriteAll();
            }
        }

        public void SetLength(long length)
        {
            lock (_gate)
            {
                WriteAll();
                inner.SetLength(length);
            }
        }

        public void Sync()
        {
        }

        public void Dispose()
        {
            WriteAll();
            inner.Dispose();
        }

        private void WriteAll()
        {
            foreach (var (offset, bytes) in _pending) inner.Write(offset, bytes);
            _pending.Clear();
        }
    }
}
