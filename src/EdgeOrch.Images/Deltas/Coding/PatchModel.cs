namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>
/// A file beside its old version. Runs that are equal cost next to nothing; whether a byte is equal, and what it is when it is
/// not, is predicted from the old bytes around it: where one address moved, others of the same kind move likewise.
/// </summary>
internal sealed class PatchModel(ByteHistory history, LiteralModel literals)
{
    private const int Block = 32;
    private const int EqualInputs = 6;
    private const int ValueInputs = 8;

    private readonly ContextMixer _equal = new(EqualInputs, 64, slotBits: 16);
    private readonly ContextMixer _value = new(ValueInputs, 256, slotBits: 17);
    private readonly Bit[] _blocks = new Bit[256];
    private readonly Number _beside = new();
    private readonly Number _fresh = new();
    private readonly Number _seek = new();
    private Reference? _old;
    private long _at;
    private long _besideLeft;
    private long _freshLeft;
    private int _equalLeft;
    private int _inBlock;
    private int _blockPast;
    private uint _past;
    private int _moved;
    private int _distance;
    private int _gap;

    /// <summary>Begins a file.</summary>
    public void Begin(Reference old) =>
        (_old, _at, _besideLeft, _freshLeft, _equalLeft, _inBlock, _blockPast, _past, _moved, _distance, _gap) = (old, 0, 0, 0, 0, 0, 255, uint.MaxValue, 0, 63, 63);

    /// <summary>Codes the next bytes of the file.</summary>
    /// <param name="coder">The coder.</param>
    /// <param name="data">The bytes; of an encoder, all of the file at once; a decoder's are filled in, in parts of any length.</param>
    /// <param name="steps">An encoder's steps.</param>
    /// <exception cref="DeltaException">A decoder's steps lead nowhere.</exception>
    public void Code<TCoder>(ref TCoder coder, Span<byte> data, Queue<PatchStep>? steps) where TCoder : struct, IBitCoder
    {
        while (data.Length > 0)
        {
            if (_besideLeft == 0 && _freshLeft == 0) Step(ref coder, steps);
            if (_besideLeft > 0)
            {
                var part = data[..(int)Math.Min(data.Length, _besideLeft)];
                var done = Beside(ref coder, part, encoding: steps is not null);
                _besideLeft -= done;
                data = data[done..];
            }
            else if (_freshLeft > 0)
            {
                var part = data[..(int)Math.Min(data.Length, _freshLeft)];
                literals.Code(ref coder, part);
                _freshLeft -= part.Length;
                data = data[part.Length..];
            }
        }
    }

    private void Step<TCoder>(ref TCoder coder, Queue<PatchStep>? steps) where TCoder : struct, IBitCoder
    {
        var step = steps?.Dequeue() ?? default;
        _besideLeft = _beside.Code(ref coder, step.Beside);
        _freshLeft = _fresh.Code(ref coder, step.Fresh);
        if (_besideLeft == 0 && _freshLeft == 0) throw DeltaHeader.Malformed("a step of no bytes");
        if (_besideLeft > 0) _at += _seek.CodeSigned(ref coder, step.Old - _at);
        if (_at < 0 || _at > _old!.Length - _besideLeft) throw DeltaHeader.Malformed("a step leads out of the old file");
        (_inBlock, _equalLeft) = (0, 0);
    }

    private int Beside<TCoder>(ref TCoder coder, Span<byte> data, bool encoding) where TCoder : struct, IBitCoder
    {
        if (_inBlock == 0 && _equalLeft == 0 && _besideLeft >= Block)
        {
            var equal = encoding && data.Length >= Block && data[..Block].SequenceEqual(_old!.At(_at, Block + (2 * Reference.Around)).Slice(Reference.Around, Block));
            equal = _blocks[_blockPast].Code(ref coder, equal ? 1 : 0) != 0;
            _blockPast = ((_blockPast << 1) | (equal ? 1 : 0)) & 255;
            if (equal) _equalLeft = Block;
            else _inBlock = Block;
        }

        if (_equalLeft > 0) return Equal(data[..Math.Min(data.Length, _equalLeft)]);
        data[0] = (byte)Byte(ref coder, data[0]);
        if (_inBlock > 0) _inBlock--;
        return 1;
    }

    private int Equal(Span<byte> data)
    {
        _old!.At(_at, data.Length + (2 * Reference.Around)).Slice(Reference.Around, data.Length).CopyTo(data);
        foreach (var value in data) history.AddUnseen(value);
        _equalLeft -= data.Length;
        _at += data.Length;
        _distance += data.Length;
        _past = uint.MaxValue;
        return data.Length;
    }

    private int Byte<TCoder>(ref TCoder coder, int value) where TCoder : struct, IBitCoder
    {
        var old = _old!.At(_at, 2 * Reference.Around);
        var (o, next) = (old[Reference.Around], old[Reference.Around + 1]);
        var word = (uint)(old[1] | (old[2] << 8) | (old[3] << 16) | (o << 24));
        var ahead = (uint)(o | (next << 8) | (old[Reference.Around + 2] << 16) | (old[Reference.Around + 3] << 24));
        var near = (uint)Math.Min(_distance, 63);
        Span<uint> contexts = stackalloc uint[ValueInputs];
        contexts[0] = (_past & 0xFFF) * 0x2C1B3C6D;
        contexts[1] = ContextMixer.Hash(1, (uint)((old[3] << 8) | o), _past & 3);
        contexts[2] = ContextMixer.Hash(2, word, 0);
        contexts[3] = ContextMixer.Hash(3, near, (uint)Math.Min(_gap, 63));
        contexts[4] = ContextMixer.Hash(4, ahead, _past & 1);
        contexts[5] = ContextMixer.Hash(5, history.Hash(2), (_past & 7) | ((uint)o << 3));
        var same = _equal.Code(ref coder, value == o ? 1 : 0, contexts[..EqualInputs], 1, (int)(_past & 15) | (Math.Min(_distance >> 2, 3) << 4)) != 0;
        if (same)
        {
            value = o;
            _distance++;
        }
        else
        {
            var guess = (uint)(byte)(o + _moved);
            contexts[0] = ContextMixer.Hash(6, o, next);
            contexts[1] = ContextMixer.Hash(7, word, 0);
            contexts[2] = ContextMixer.Hash(8, guess, _past & 3);
            contexts[3] = ContextMixer.Hash(9, history.Hash(2), o);
            contexts[4] = ContextMixer.Hash(10, history.Hash(3), 0);
            contexts[5] = ContextMixer.Hash(11, o, near);
            contexts[6] = ContextMixer.Hash(12, ahead, 0);
            contexts[7] = ContextMixer.Hash(13, history.Hash(1), guess);
            var node = 1;
            for (var at = 7; at >= 0; at--) node = (node << 1) | _value.Code(ref coder, (value >> at) & 1, contexts, node, node & 255);
            value = node & 255;
            _moved = value - o;
            (_gap, _distance) = (_distance, 0);
        }

        _past = (_past << 1) | (same ? 1u : 0);
        history.Add(value);
        _at++;
        return value;
    }
}
