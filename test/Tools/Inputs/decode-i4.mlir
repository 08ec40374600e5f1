func.func @decode(%block: vector<16xi8>) -> (vector<16xi8>, vector<16xi8>) {
  %codes:2 = trit.decode %block layout <i4, rows = 4> : vector<16xi8>
  return %codes#0, %codes#1 : vector<16xi8>, vector<16xi8>
}
