using System.Text;

namespace EdgeOrch.Images.Deltas;

/// <summary>Writes operations, joining copies that continue each other.</summary>
internal sealed class OperationWriter(Stream output)
{
    private BaseFile? _open;
    private long _lastEnd;
    private long _copyStart;
    private long _copyLength;

    public void Literal(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        FlushCopy();
        output.WriteByte(DeltaOperation.Literal);
        Number(data.Length);
        output.Write(data);
    }

    public void Copy(BaseFile file, long offset, long length)
    {
        if (length == 0) return;
        if (file == _open && _copyLength > 0 && _copyStart + _copyLength == offset)
        {
            _copyLength += length;
            return;
        }

        FlushCopy();
        if (file != _open)
        {
            var path = Encoding.UTF8.GetBytes(file.Path);
            output.WriteByte(DeltaOperation.Open);
            Number(file.Base);
            Number(path.Length);
            output.Write(path);
            _open = file;
            _lastEnd = 0;
        }

        _copyStart = offset;
        _copyLength = length;
    }

    public void End()
    {
        FlushCopy();
        output.WriteByte(DeltaOperation.End);
    }

    private void FlushCopy()
    {
        if (_copyLength == 0) return;
        var relative = _copyStart - _lastEnd;
        output.WriteByte(DeltaOperation.Copy);
        Number((relative << 1) ^ (relative >> 63));
        Number(_copyLength);
        _lastEnd = _copyStart + _copyLength;
        _copyLength = 0;
    }

    private void Number(long value)
    {
        var rest = unchecked((ulong)value);
        for (; rest >= 0x80; rest >>= 7) output.WriteByte((byte)(rest | 0x80));
        output.WriteByte((byte)rest);
    }
}
