package collate

// Writes the two files that the unicode_loose vindexes need; see README.md beside this file.
//
// It is a test of package collate so that it can see the tables, which are not exported. Everything that depends on a
// version of Unicode is written into the resource: keyspace ids must not change with the JDK.

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand"
	"os"
	"testing"
	"unicode"

	"golang.org/x/text/internal/colltab"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

const (
	magic        = 0x53475731 // "SGW1"
	weightKind   = 0
	unmappedKind = 1 << 29
	listKind     = 2 << 29
	chainKind    = 3 << 29
	blockSize64  = 64
)

type writer struct {
	out *bufio.Writer
}

func (w writer) int(v int)  { binary.Write(w.out, binary.BigEndian, uint32(v)) }
func (w writer) byte(v int) { w.out.WriteByte(byte(v)) }

// pack keeps what a primary key needs of an element: its primary weight, and its combining class.
func pack(e colltab.Elem) int {
	return e.Primary() | int(e.CCC())<<21
}

func packAll(elems []colltab.Elem) []int {
	packed := make([]int, len(elems))
	for i, e := range elems {
		packed[i] = pack(e)
	}
	return packed
}

// chain is a contraction: what follows the first character, and the weights of all together.
type chain struct {
	suffix []rune
	elems  []int
}

func expand(t *colltab.Table, e colltab.Elem) []int {
	if uint32(e) <= 0xAFFFFFFF {
		return []int{pack(e)}
	}
	if uint32(e) < 0xE0000000 || uint32(e) > 0xEFFFFFFF {
		panic(fmt.Sprintf("element %x is neither a weight nor an expansion", uint32(e)))
	}
	i := int(uint16(e))
	n := int(t.ExpandElem[i])
	list := []int{}
	for _, c := range t.ExpandElem[i+1 : i+1+n] {
		list = append(list, pack(colltab.Elem(c)))
	}
	return list
}

// chains walks the byte trie of a contraction's continuations.
func chains(t *colltab.Table, e colltab.Elem) []chain {
	n := int(e & 0xF)
	index := int(e>>4) & 0xFFF
	offset := int(e>>16) & 0x1FFF
	result := []chain{{nil, expand(t, colltab.Elem(t.ContractElem[offset]))}}
	add := func(prefix []byte, i int) {
		result = append(result, chain{[]rune(string(prefix)), expand(t, colltab.Elem(t.ContractElem[offset+i]))})
	}
	var walk func(states colltab.ContractTrieSet, n int, prefix []byte)
	walk = func(states colltab.ContractTrieSet, n int, prefix []byte) {
		for i := 0; i < n; i++ {
			s := states[i]
			if s.N != 0 {
				next := append(append([]byte{}, prefix...), s.L)
				if s.I != 0xFF {
					add(next, int(s.I))
				}
				walk(states[int(s.H)+n:], int(s.N), next)
				continue
			}
			last := s.H
			if last < s.L {
				last = s.L
			}
			for c := int(s.L); c <= int(last); c++ {
				add(append(append([]byte{}, prefix...), byte(c)), int(s.I)+c-int(s.L))
			}
		}
	}
	walk(t.ContractTries[index:], n, nil)
	return result
}

func TestWriteWeights(test *testing.T) {
	path := os.Getenv("WEIGHTS")
	if path == "" {
		test.Skip("set WEIGHTS to the file to write")
	}
	t := New(language.English, Loose).t.(*colltab.Table)

	values := make([]int, unicode.MaxRune+1)
	var lists []int
	var sets [][]chain
	known := map[colltab.Elem]int{}
	addList := func(elems []int) int {
		at := len(lists)
		lists = append(append(lists, len(elems)), elems...)
		return at
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xD800 && r <= 0xDFFF {
			values[r] = unmappedKind
			continue
		}
		e, _ := lookupRune(t, r)
		switch {
		case e == 0:
			values[r] = unmappedKind
		case uint32(e) <= 0xAFFFFFFF:
			values[r] = pack(e)
		case uint32(e) <= 0xDFFFFFFF:
			set, ok := known[e]
			if !ok {
				set = len(sets)
				sets = append(sets, chains(t, e))
				known[e] = set
			}
			values[r] = chainKind | set
		default: // an expansion, or a compatibility decomposition, which is one as well
			elems, _ := t.AppendNextString(nil, string(r))
			values[r] = listKind | addList(packAll(elems))
		}
	}

	file, err := os.Create(path)
	if err != nil {
		test.Fatal(err)
	}
	defer file.Close()
	w := writer{bufio.NewWriter(file)}
	defer w.out.Flush()
	w.int(magic)

	blocks := map[[blockSize64]int]int{}
	var order [][blockSize64]int
	var stage []int
	for at := 0; at < len(values); at += blockSize64 {
		var block [blockSize64]int
		copy(block[:], values[at:at+blockSize64])
		number, ok := blocks[block]
		if !ok {
			number = len(order)
			blocks[block] = number
			order = append(order, block)
		}
		stage = append(stage, number)
	}
	w.int(len(stage))
	for _, number := range stage {
		w.byte(number >> 8)
		w.byte(number)
	}
	w.int(len(order) * blockSize64)
	for _, block := range order {
		for _, v := range block {
			w.int(v)
		}
	}
	w.int(len(lists))
	for _, v := range lists {
		w.int(v)
	}
	w.int(len(sets))
	for _, set := range sets {
		w.int(len(set))
		for _, c := range set {
			w.byte(len(c.suffix))
			for _, r := range c.suffix {
				w.int(int(r))
			}
			w.byte(len(c.elems))
			for _, v := range c.elems {
				w.int(v)
			}
		}
	}
	writeClasses(w)
	writeIdeographs(w)
}

func lookupRune(t *colltab.Table, r rune) (colltab.Elem, int) {
	s := string(r)
	b := []byte(s)
	i := t.Index
	switch len(b) {
	case 1:
		return colltab.Elem(i.Values0[b[0]]), 1
	case 2:
		return value(i, i.Index0[b[0]], b[1]), 2
	case 3:
		return value(i, next(i, i.Index0[b[0]], b[1]), b[2]), 3
	default:
		return value(i, next(i, next(i, i.Index0[b[0]], b[1]), b[2]), b[3]), 4
	}
}

func next(t colltab.Trie, block uint16, b byte) uint16 {
	return t.Index[int(block)<<6+int(b)]
}

func value(t colltab.Trie, block uint16, b byte) colltab.Elem {
	return colltab.Elem(t.Values[int(block)<<6+int(b)])
}

// writeClasses writes the combining classes of the first and last characters of each character's decomposition, for
// those that combine with what is before them.
func writeClasses(w writer) {
	type run struct {
		first, last rune
		lead, trail int
	}
	var runs []run
	for r := rune(0); r <= unicode.MaxRune; r++ {
		p := norm.NFD.PropertiesString(string(r))
		lead, trail := int(p.LeadCCC()), int(p.TrailCCC())
		if lead == 0 || (r >= 0xD800 && r <= 0xDFFF) {
			continue
		}
		n := len(runs)
		if n > 0 && runs[n-1].last == r-1 && runs[n-1].lead == lead && runs[n-1].trail == trail {
			runs[n-1].last = r
		} else {
			runs = append(runs, run{r, r, lead, trail})
		}
	}
	w.int(len(runs))
	for _, r := range runs {
		w.int(int(r.first))
		w.int(int(r.last))
		w.byte(r.lead)
		w.byte(r.trail)
	}
}

func writeIdeographs(w writer) {
	var runs [][2]rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.Is(unicode.Ideographic, r) {
			continue
		}
		n := len(runs)
		if n > 0 && runs[n-1][1] == r-1 {
			runs[n-1][1] = r
		} else {
			runs = append(runs, [2]rune{r, r})
		}
	}
	w.int(len(runs))
	for _, r := range runs {
		w.int(int(r[0]))
		w.int(int(r[1]))
	}
}

// TestWriteVectors writes texts and their weights, both in hexadecimal, to check our own implementation with.
func TestWriteVectors(test *testing.T) {
	path := os.Getenv("VECTORS")
	if path == "" {
		test.Skip("set VECTORS to the file to write")
	}
	file, err := os.Create(path)
	if err != nil {
		test.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	defer out.Flush()
	c := New(language.English, Loose)
	t := c.t.(*colltab.Table)

	var starters, followers, marks, all []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xD800 && r <= 0xDFFF {
			continue
		}
		e, _ := lookupRune(t, r)
		if e != 0 && unicode.IsGraphic(r) {
			all = append(all, r)
		}
		if uint32(e) >= 0xC0000000 && uint32(e) <= 0xDFFFFFFF {
			starters = append(starters, r)
			for _, chain := range chains(t, e) {
				followers = append(followers, chain.suffix...)
			}
		}
		if norm.NFD.PropertiesString(string(r)).LeadCCC() != 0 {
			marks = append(marks, r)
		}
	}
	random := rand.New(rand.NewSource(20130311))
	pick := func(from []rune) rune { return from[random.Intn(len(from))] }
	write := func(text string) {
		fmt.Fprintf(out, "%x %x\n", text, c.KeyFromString(&Buffer{}, text))
	}
	for i := 0; i < 1500; i++ {
		text := []rune{}
		for n := 1 + random.Intn(12); n > 0; n-- {
			switch random.Intn(8) {
			case 0:
				text = append(text, pick(starters))
			case 1, 2:
				text = append(text, pick(followers))
			case 3, 4:
				text = append(text, pick(marks))
			case 5:
				text = append(text, rune(random.Intn(0x30000)))
			case 6:
				text = append(text, 0xAC00+rune(random.Intn(0x2BA4)))
			default:
				text = append(text, pick(all))
			}
		}
		for j, r := range text {
			if r >= 0xD800 && r <= 0xDFFF {
				text[j] = 'x'
			}
		}
		write(string(text))
	}
	digest := sha256.New()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r < 0xD800 || r > 0xDFFF {
			key := c.KeyFromString(&Buffer{}, string(r))
			digest.Write([]byte{byte(len(key))})
			digest.Write(key)
		}
	}
	test.Logf("SHA-256 of the keys of all characters, each after its length: %x", digest.Sum(nil))
	for i := 0; i < 100; i++ { // longer runs of marks than the reordering looks at
		text := []rune{'a'}
		for n := 20 + random.Intn(30); n > 0; n-- {
			text = append(text, pick(marks))
		}
		write(string(text))
	}
}
