namespace GvNap.EndToEnd.Tests.BadInput;

/// <summary>Damages recorded traffic, reproducibly: the same random numbers make the same damage.</summary>
internal static class Mutation
{
    private static readonly byte[] Interesting = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x1b, 0x2e, 0x2f];

    /// <summary>Applies one to four kinds of damage to a conversation of whole frames.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> frames, Random random)
    {
        var order = frames.ToList();
        if (random.Next(4) == 0)
        {
            Rearrange(order, random);
        }

        var bytes = order.SelectMany(frame => frame).ToList();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            Damage(bytes, random);
        }

        return [.. bytes];
    }

    private static void Rearrange(List<byte[]> frames, Random random)
    {
        var (from, to) = (random.Next(frames.Count), random.Next(frames.Count));
        switch (random.Next(3))
        {
            case 0:
                frames.RemoveAt(from);
                break;
            case 1:
                frames.Insert(to, frames[from]);
                break;
            default:
                (frames[from], frames[to]) = (frames[to], frames[from]);
                break;
        }
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        if (bytes.Count == 0)
        {
            return;
        }

        var at = random.Next(bytes.Count);
        var length = random.Next(1, Math.Min(16, bytes.Count - at) + 1);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = Interesting[random.Next(Interesting.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)random.Next(256)));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
